package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.Created;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written equals, byte for byte, what a real Docker Engine wrote of the same, but for what Kubernetes hides. */
class ContainerEncoderTest {
    private static ContainerEncoder encoder(Instant now) {
        return new ContainerEncoder(Clock.fixed(now, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"min", "plain", "asked", "running"})
    void inspectsAsDocker(String name) {
        ObjectNode expected = Fixture.object("create-" + name + ".inspect.json");
        var view = Views.of(Fixture.bytes("create-" + name + ".request.json"), expected);
        hideHost(expected);
        assertEquals(
                DockerJson.text(expected),
                DockerJson.text(encoder(Instant.EPOCH).inspect(view, false, ApiVersion.LATEST)));
    }

    @Test
    void aProcessWithoutAppArmorIsTold() {
        var view = Views.of(
                "{'Image':'busybox','HostConfig':{'SecurityOpt':['apparmor=unconfined']}}"
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8),
                Fixture.object("create-min.inspect.json"));
        assertEquals(
                "unconfined",
                encoder(Instant.EPOCH)
                        .inspect(view, false, ApiVersion.LATEST)
                        .get("AppArmorProfile")
                        .asText());
    }

    /** Replaces what only a Docker host knows. */
    private static void hideHost(ObjectNode c) {
        for (String path : List.of("ResolvConfPath", "HostnamePath", "HostsPath", "LogPath")) {
            c.put(path, "");
        }
        c.put("Driver", "kubernetes").set("GraphDriver", Fixture.json("{\"Data\":{},\"Name\":\"kubernetes\"}"));
        ((ObjectNode) c.get("HostConfig")).put("CgroupnsMode", "private");
        ((ObjectNode) c.get("State")).put("Pid", 0);
        if (c.at("/State/Health") instanceof ObjectNode health) {
            health.putArray("Log");
        }
        ObjectNode settings = (ObjectNode) c.get("NetworkSettings");
        settings.put("SandboxID", "").put("SandboxKey", "");
        for (JsonNode network : settings.get("Networks")) {
            hideNetwork((ObjectNode) network);
        }
    }

    private static void hideNetwork(ObjectNode endpoint) {
        endpoint.put("MacAddress", "");
        if (!endpoint.get("IPAddress").asText().isEmpty()) {
            endpoint.put("IPPrefixLen", 32);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"min", "plain", "asked", "running"})
    void listsAsDocker(String name) {
        ObjectNode expected =
                (ObjectNode) Fixture.tree("create-" + name + ".list.json").get(0);
        ObjectNode inspected = Fixture.object("create-" + name + ".inspect.json");
        var view = Views.of(Fixture.bytes("create-" + name + ".request.json"), inspected);
        for (JsonNode network : expected.at("/NetworkSettings/Networks")) {
            hideNetwork((ObjectNode) network);
            ((ObjectNode) network).putNull("IPAMConfig");
        }
        // In lists, Docker has lost the path of an image's volume that nothing was mounted at yet.
        expected.set("Mounts", inspected.get("Mounts"));
        Instant now = view.state().startedAt().orElse(view.created()).plusMillis(3500);
        ObjectNode actual = encoder(now).summary(view, false, ApiVersion.LATEST);
        // Docker's order of ports is random.
        expected.set("Ports", sorted(expected.get("Ports")));
        actual.set("Ports", sorted(actual.get("Ports")));
        assertEquals(DockerJson.text(expected), DockerJson.text(actual));
    }

    private static JsonNode sorted(JsonNode ports) {
        var out = DockerJson.mapper().createArrayNode();
        var all = new java.util.ArrayList<JsonNode>();
        ports.forEach(all::add);
        all.sort(java.util.Comparator.comparingInt(p -> p.get("PrivatePort").asInt()));
        all.forEach(out::add);
        return out;
    }

    @Test
    void anImageThatNoRegistryTellsOfHasNoIdInLists() {
        ObjectNode inspected = Fixture.object("create-running.inspect.json").put("Image", "");
        var view = Views.of(Fixture.bytes("create-running.request.json"), inspected);
        ContainerEncoder encoder = encoder(Instant.EPOCH);
        // docker ps shows a part of the ID where both are the same
        JsonNode listed = encoder.summary(view, false, ApiVersion.LATEST);
        assertEquals("busybox", listed.get("Image").asText());
        assertEquals("", listed.get("ImageID").asText());
        // clients look this one up
        assertEquals(
                "busybox",
                encoder.inspect(view, false, ApiVersion.LATEST).get("Image").asText());
    }

    @Test
    void tellsSizesOnlyWhenAsked() {
        var view =
                Views.of(Fixture.bytes("create-running.request.json"), Fixture.object("create-running.inspect.json"));
        ContainerEncoder encoder = encoder(Instant.EPOCH);
        assertFalse(encoder.inspect(view, false, ApiVersion.LATEST).has("SizeRootFs"));
        assertEquals(
                77,
                encoder.inspect(view, true, ApiVersion.LATEST).get("SizeRootFs").asLong());
        assertEquals(
                77,
                encoder.summary(view, true, ApiVersion.LATEST).get("SizeRootFs").asLong());
    }

    @Test
    void oldVersionsGetTheShortIdAmongTheAliases() {
        var view =
                Views.of(Fixture.bytes("create-running.request.json"), Fixture.object("create-running.inspect.json"));
        JsonNode aliases = encoder(Instant.EPOCH)
                .inspect(view, false, new ApiVersion(1, 44))
                .at("/NetworkSettings/Networks/back/Aliases");
        assertEquals("[\"db\",\"cache\",\"" + view.id().substring(0, 12) + "\"]", aliases.toString());
    }

    @Test
    void answersCreatesAndPrunes() {
        ContainerEncoder encoder = encoder(Instant.EPOCH);
        assertEquals(
                "{\"Id\":\"a\",\"Warnings\":[]}",
                encoder.created(new Created("a", List.of())).toString());
        assertEquals(
                "{\"ContainersDeleted\":null,\"SpaceReclaimed\":0}",
                encoder.pruned(List.of()).toString());
        assertEquals("{\"Warnings\":null}", encoder.updated(List.of()).toString());
    }
}
