package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.rule.EffectiveConfigRule;
import io.d2k.domain.image.ImageConfig;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What inspect makes of settings that are there and empty, and of those that it adds, as dockerd 26.1 did. */
class ConfigEncoderTest {
    private static CreateDocument asked(String fields) {
        return CreateDocument.parse("{\"Image\":\"x\"," + fields + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"Entrypoint\":[],\"Cmd\":[\"y\"]       | Entrypoint   | []",
                "\"Entrypoint\":[\"\"],\"Cmd\":[\"y\"]   | Entrypoint   | null",
                "\"Entrypoint\":null,\"Cmd\":[\"y\"]     | Entrypoint   | null",
                "\"Entrypoint\":[\"x\"],\"Cmd\":[]       | Cmd          | []",
                "\"Entrypoint\":[\"x\"]                  | Cmd          | null",
                "\"Env\":[]                              | Env          | null",
                "\"ExposedPorts\":{\"80\":{}}            | ExposedPorts | {\"80\":{}}",
                "\"ExposedPorts\":{\"8-9/TCP\":{}}       | ExposedPorts | {\"8-9/TCP\":{}}",
            })
    void showsEmptyListsAndPortsAsAsked(String fields, String name, String shown) {
        CreateDocument asked = asked(fields);
        // what is stored is read back for each inspect
        CreateDocument stored = CreateDocument.parse(asked.compact());
        var effective = EffectiveConfigRule.join("id", SpecReader.read(asked), Optional.of(ImageConfig.EMPTY));

        assertEquals(shown, ConfigEncoder.config(stored, effective).get(name).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"Privileged\":true                                          | [\"label=disable\"]",
                "\"Privileged\":true,\"SecurityOpt\":[\"seccomp=unconfined\"] | [\"seccomp=unconfined\",\"label=disable\"]",
                "\"Privileged\":true,\"SecurityOpt\":[\"label=type:x\"]       | [\"label=type:x\"]",
                "\"Privileged\":false                                         | null",
            })
    void whatIsPrivilegedHasNoLabel(String host, String shown) {
        assertEquals(
                shown,
                ConfigEncoder.host(asked("\"HostConfig\":{" + host + "}"))
                        .get("SecurityOpt")
                        .toString());
    }
}
