package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.EffectiveConfigRule;
import io.d2k.domain.container.rule.MountDraft;
import io.d2k.domain.container.rule.MountRule;
import io.d2k.domain.container.rule.PodPlanRule;
import io.d2k.domain.container.rule.PortPublishingRule;
import io.d2k.domain.container.rule.WorkloadRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.publish.PublishMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No field of a create request is dropped in silence. */
class EveryCreateFieldTest {
    private static final String ID = "ab".repeat(32);

    private record Effects(PodPlan pod, List<MountDraft> mounts, WorkloadKind kind, PortPublishingRule.Choice ports) {}

    static List<String> fields() throws IOException {
        try (InputStream in = EveryCreateFieldTest.class.getResourceAsStream("create-fields-1.45.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static ObjectNode body() {
        ObjectNode body = DockerJson.object().put("Image", "x").put("User", "0");
        body.putArray("Cmd").add("run");
        body.putObject("ExposedPorts").putObject("90/tcp");
        body.putObject("HostConfig").put("NetworkMode", "n");
        body.putObject("NetworkingConfig").putObject("EndpointsConfig").putObject("n");
        return body;
    }

    private static Effects effects(ObjectNode body, Warnings warnings) {
        ContainerSpec spec = new ContainerDecoder().decode(DockerJson.bytes(body));
        EffectiveConfig config = EffectiveConfigRule.join(ID, spec, Optional.empty());
        WorkloadKind kind = WorkloadRule.decide(spec, config, false);
        PodPlan pod = PodPlanRule.translate(
                new PodPlanRule.Inputs(
                        ID,
                        spec,
                        config,
                        Optional.empty(),
                        kind,
                        spec.image(),
                        "",
                        Optional.of("gpu"),
                        Optional.empty(),
                        Optional.empty(),
                        () -> "v1.34.1",
                        List.of(),
                        List.of(),
                        false,
                        List.of()),
                warnings);
        PortPublishingRule.judge(spec.networks(), config.exposedPorts(), PublishMode.LOADBALANCER, warnings);
        return new Effects(
                pod,
                MountRule.translate(spec.storage(), List.of(), config.volumes()),
                kind,
                PortPublishingRule.choose(
                        ID, 1, spec.networks(), config.exposedPorts(), PublishMode.LOADBALANCER, Set.of()));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void isAppliedWarnedOfOrRefused(String line) throws IOException {
        String[] column = line.split(" +", 3);
        JsonNode value = DockerJson.mapper().readTree(column[2]);
        int dot = column[1].indexOf('.');
        String name = column[1].substring(dot + 1);
        ObjectNode body = body();
        ObjectNode place = switch (column[1].substring(0, dot)) {
            case "Config" -> body;
            case "HostConfig" -> (ObjectNode) body.path("HostConfig");
            default ->
                (ObjectNode)
                        body.path("NetworkingConfig").path("EndpointsConfig").path("n");
        };
        place.set(name, value);
        Warnings warnings = new Warnings();
        String outcome;
        try {
            Effects now = effects(body, warnings);
            boolean same = now.equals(effects(body(), new Warnings()));
            outcome = !warnings.list().isEmpty() ? "warned" : same ? "elsewhere" : "applied";
        } catch (EngineException e) {
            assertTrue(
                    Set.of(ErrorKind.UNSUPPORTED, ErrorKind.INVALID, ErrorKind.UNCLASSED)
                            .contains(e.kind()),
                    () -> e.kind() + ": " + e.getMessage());
            outcome = "refused";
        }
        assertEquals(column[0], outcome, line + " " + warnings.list());
    }

    @Test
    void aPlainRequestHasNoWarnings() {
        Warnings warnings = new Warnings();
        effects(body(), warnings);
        assertEquals(List.of(), warnings.list());
    }
}
