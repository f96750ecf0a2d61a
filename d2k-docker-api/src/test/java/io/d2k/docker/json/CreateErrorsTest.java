package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong requests are refused in the words of a real Docker Engine. */
class CreateErrorsTest {
    private final ContainerDecoder decoder = new ContainerDecoder();

    static Stream<Arguments> errors() {
        return Fixture.lines("create-errors.tsv").stream().map(l -> {
            String[] parts = l.split("\t", 2);
            return Arguments.of(parts[0], parts[1]);
        });
    }

    @ParameterizedTest
    @MethodSource("errors")
    void refusesInDockersWords(String request, String message) {
        var e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8(request)));
        boolean classed = !message.startsWith("Invalid isolation") && !message.startsWith("Invalid QoS");
        assertEquals(classed ? ErrorKind.INVALID : ErrorKind.UNCLASSED, e.kind());
        assertEquals(message, e.getMessage());
    }

    @Test
    void refusesAnEmptyBody() {
        var e = assertThrows(EngineException.class, () -> decoder.decode(new byte[0]));
        assertEquals("invalid JSON: got EOF while reading request body", e.getMessage());
        e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8("  \n")));
        assertEquals("invalid JSON: got EOF while reading request body", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1000000000.0", "1.5"})
    void tellsANumberAsItWasSent(String number) {
        String body = "{\"Image\":\"x\",\"StopTimeout\":" + number + "}";
        var e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8(body)));
        assertEquals(
                "invalid JSON: json: cannot unmarshal number " + number
                        + " into Go struct field ContainerConfigWrapper.Config.StopTimeout of type int",
                e.getMessage());
    }

    @Test
    void refusesWhatNoPortCanBe() {
        String body = "{\"Image\":\"x\",\"HostConfig\":{\"PortBindings\":{\"80/xyz\":[]}}}";
        var e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8(body)));
        assertEquals("Invalid proto: xyz", e.getMessage());
        String exposed = "{\"Image\":\"x\",\"ExposedPorts\":{\"0/tcp\":{}}}";
        e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8(exposed)));
        assertEquals("invalid port specification: \"0\"", e.getMessage());
    }

    @Test
    void refusesEndpointsWithoutSettings() {
        String body = "{\"Image\":\"x\",\"NetworkingConfig\":{\"EndpointsConfig\":{\"back\":null}}}";
        var e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8(body)));
        assertEquals("invalid config for network back: EndpointsConfig is nil", e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @ParameterizedTest
    @CsvSource({"bridge, bridge", "default, bridge", "host, host", "none, none"})
    void refusesAliasesWhereThereAreNoNames(String network, String shown) {
        String body = "{\"Image\":\"x\",\"NetworkingConfig\":{\"EndpointsConfig\":{\"" + network
                + "\":{\"Aliases\":[\"a\"]}}}}";
        var e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8(body)));
        assertEquals(
                "invalid config for network " + shown + ": invalid endpoint settings:\n"
                        + "network-scoped alias is supported only for containers in user defined networks",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"CpusetCpus\":\"x\"|Invalid value x for cpuset cpus: invalid format: x",
                "\"CpusetCpus\":\"0,\"|Invalid value 0, for cpuset cpus: invalid format: 0,",
                "\"CpusetMems\":\"2-1\"|Invalid value 2-1 for cpuset mems: invalid format: 2-1",
                "\"MemorySwappiness\":101|Invalid value: 101, valid memory swappiness range is 0-100",
            })
    void refusesResourcesThatAreNone(String field, String message) {
        byte[] body = Fixture.utf8("{\"Image\":\"x\",\"HostConfig\":{" + field + "}}");
        var e = assertThrows(EngineException.class, () -> decoder.decode(body));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
        e = assertThrows(
                EngineException.class, () -> UpdateDecoder.decode(Fixture.utf8("{" + field + "}"), ApiVersion.LATEST));
        assertEquals(message, e.getMessage());
    }

    @Test
    void boundsDepth() {
        String deep = "{\"Image\":" + "[".repeat(5000);
        var e = assertThrows(EngineException.class, () -> decoder.decode(Fixture.utf8(deep)));
        assertEquals(ErrorKind.INVALID, e.kind());
        assertEquals("invalid JSON: exceeded max depth or length", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            43|{"Image":"x","NetworkingConfig":{"EndpointsConfig":{"a":{},"b":{}}}}|Container cannot be created with multiple network endpoints: a, b
            43|{"Image":"x","HostConfig":{"Mounts":[{"Type":"bind","BindOptions":{"ReadOnlyForceRecursive":true}}]}}|BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer
            44|{"Image":"x","HostConfig":{"Mounts":[{"Type":"volume","VolumeOptions":{"Subpath":"a"}}]}}|VolumeOptions.Subpath needs API v1.45 or newer
            """)
    void refusesWhatTheVersionHasNot(int minor, String request, String message) {
        var e = assertThrows(
                EngineException.class, () -> decoder.decode(Fixture.utf8(request), new ApiVersion(1, minor)));
        assertEquals(message, e.getMessage());
    }
}
