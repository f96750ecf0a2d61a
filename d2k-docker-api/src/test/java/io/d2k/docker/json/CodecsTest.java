package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.Filters;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.TopView;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ExecView;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.port.in.Images.Removed;
import io.d2k.domain.system.InfoView;
import io.d2k.domain.system.Node;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images, execs, events, filters and the system in the JSON of the Docker Engine API. */
class CodecsTest {
    private static final Instant TIME = Instant.parse("2026-11-24T10:21:42.791852553Z");

    @Test
    void imagesAreWrittenAsDocker() {
        ObjectNode expected = Fixture.object("image-web.inspect.json");
        expected.put("DockerVersion", "").set("GraphDriver", ContainerEncoder.graphDriver());
        expected.put("Created", "2026-11-24T10:21:42.791852553Z").put("Id", "sha256:1");
        ((ObjectNode) expected.get("Metadata")).put("LastTagTime", GoTime.NEVER);
        ImageView view = image(expected);
        assertEquals(DockerJson.text(expected), DockerJson.text(ImageEncoder.inspect(view, ApiVersion.LATEST)));
        ObjectNode entry = Fixture.object("image-web.list.json");
        entry.put("Containers", 2).put("Id", "sha256:1").put("Created", TIME.getEpochSecond());
        assertEquals(DockerJson.text(entry), DockerJson.text(ImageEncoder.summary(view, ApiVersion.LATEST)));
        assertTrue(ImageEncoder.summary(view, new ApiVersion(1, 43)).has("VirtualSize"));
        assertTrue(ImageEncoder.inspect(view, new ApiVersion(1, 44)).has("ContainerConfig"));
        assertEquals(
                "[{\"Comment\":\"Imported from -\",\"Created\":0,\"CreatedBy\":\"\",\"Id\":\"sha256:1\",\"Size\":"
                        + view.facts().sizeBytes() + ",\"Tags\":[\"web:1\"]}]",
                ImageEncoder.history(view).toString());
    }

    @Test
    void stepsOfAnImageHaveTheSizesOfTheirLayers() {
        ImageFacts one = image(Fixture.object("image-web.inspect.json")).facts();
        var steps = List.of(
                new ImageFacts.Layer(Optional.empty(), "ADD", "", false, 2048),
                new ImageFacts.Layer(Optional.empty(), "CMD", "", true, 0),
                new ImageFacts.Layer(Optional.empty(), "COPY", "", false, 30));
        List<Long> sizes = new ArrayList<>();
        ImageEncoder.history(new ImageView(withHistory(one, steps), List.of(), List.of(), 0))
                .forEach(line -> sizes.add(line.get("Size").asLong()));
        assertEquals(List.of(30L, 0L, 2048L), sizes);
    }

    private static ImageFacts withHistory(ImageFacts facts, List<ImageFacts.Layer> steps) {
        return new ImageFacts(
                facts.id(),
                facts.manifestDigest(),
                facts.repoDigest(),
                facts.os(),
                facts.architecture(),
                facts.variant(),
                facts.created(),
                facts.author(),
                facts.sizeBytes(),
                facts.layers(),
                facts.blobs(),
                steps,
                facts.config(),
                facts.accounts());
    }

    private static ImageView image(JsonNode expected) {
        var layers = List.of(expected.at("/RootFS/Layers/0").asText());
        var config = new ImageConfig(
                List.of("httpd"),
                List.of("-f", "-v"),
                List.of("GREETING=hello"),
                "/srv",
                "1000",
                List.of(new Port(80, Protocol.TCP)),
                List.of("/vol"),
                Map.of("org.example.kind", "web"),
                "SIGINT",
                Optional.of(new Healthcheck(
                        List.of("CMD-SHELL", "true"),
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        0)));
        var step = new ImageFacts.Layer(Optional.empty(), "", "Imported from -", false, 0);
        var facts = new ImageFacts(
                "sha256:1",
                "sha256:2",
                "sha256:2",
                "linux",
                "amd64",
                "",
                Optional.of(TIME),
                "",
                expected.get("Size").asLong(),
                layers,
                List.of(),
                List.of(step),
                config,
                Accounts.NONE);
        return new ImageView(facts, List.of("web:1"), List.of(), 2);
    }

    @Test
    void imagesAreRemovedAndPulledInLines() {
        assertEquals(
                "[{\"Untagged\":\"a:1\"},{\"Deleted\":\"sha256:1\"}]",
                ImageEncoder.removed(List.of(new Removed("a:1", ""), new Removed("", "sha256:1")))
                        .toString());
        assertEquals(
                "{\"status\":\"Pulling from library/busybox\",\"id\":\"latest\"}",
                ImageEncoder.progress(new PullProgress.Step("latest", "Pulling from library/busybox"))
                        .toString());
        assertEquals(
                "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"ab\"}",
                ImageEncoder.progress(new PullProgress.Step("ab", "Pull complete"))
                        .toString());
        assertEquals(
                "{\"status\":\"\\u003ca\\u003e\"}\r\n",
                new String(
                        DockerJson.progress(ImageEncoder.progress(new PullProgress.Step("", "<a>"))),
                        StandardCharsets.UTF_8));
        assertEquals(
                "{\"status\":\"Digest: x\"}",
                ImageEncoder.progress(new PullProgress.Step("", "Digest: x")).toString());
    }

    @Test
    void execsAreReadAndWritten() {
        ExecSpec spec = ExecCodec.decode(
                Fixture.utf8(
                        "{\"Cmd\":[\"sleep\",\"9\"],\"AttachStdin\":true,\"DetachKeys\":\"ctrl-p\",\"Tty\":true,\"ConsoleSize\":[24,80]}"));
        assertEquals(Optional.of(new TerminalSize(24, 80)), spec.consoleSize());
        assertEquals(
                "{\"ID\":\"e\",\"Running\":true,\"ExitCode\":null,\"ProcessConfig\":{\"tty\":true,\"entrypoint\":\"sleep\",\"arguments\":[\"9\"],\"privileged\":false,\"user\":\"7:8\"},\"OpenStdin\":true,\"OpenStderr\":false,\"OpenStdout\":false,\"CanRemove\":false,\"ContainerID\":\"c\",\"DetachKeys\":\"EA==\",\"Pid\":0}",
                ExecCodec.inspect(new ExecView("e", "c", spec, "7:8", true, OptionalInt.empty()))
                        .toString());
        assertEquals(new ExecCodec.Start(false, false, Optional.empty()), ExecCodec.start(new byte[0]));
        assertEquals(
                new ExecCodec.Start(true, false, Optional.empty()),
                ExecCodec.start(Fixture.utf8("{\"Detach\":true,\"ConsoleSize\":[1,2]}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|No exec command specified",
                "{\"Cmd\":[]}|No exec command specified",
                "{\"Cmd\":\"x\"}|invalid JSON: json: cannot unmarshal string into Go struct field ExecConfig.Cmd of type []string",
                "{\"Cmd\":[\"x\"],\"DetachKeys\":\"foo\"}|Invalid escape keys (foo) provided",
            })
    void execsAreRefusedInDockersWords(String body, String message) {
        var e = assertThrows(EngineException.class, () -> ExecCodec.decode(Fixture.utf8(body)));
        assertEquals(message, e.getMessage());
        assertEquals(body.contains("DetachKeys") ? ErrorKind.UNCLASSED : ErrorKind.INVALID, e.kind());
    }

    @Test
    void eventsAreWrittenAsDocker() {
        var event = new EngineEvent(
                "container",
                "create",
                "082d",
                Map.of("image", "web:1", "name", "asked", "x", "<y>&"),
                Instant.ofEpochSecond(1795515897, 644936101));
        assertEquals(
                "{\"status\":\"create\",\"id\":\"082d\",\"from\":\"web:1\",\"Type\":\"container\",\"Action\":\"create\",\"Actor\":{\"ID\":\"082d\",\"Attributes\":{\"image\":\"web:1\",\"name\":\"asked\",\"x\":\"\\u003cy\\u003e\\u0026\"}},\"scope\":\"local\",\"time\":1795515897,\"timeNano\":1795515897644936101}\n",
                new String(DockerJson.line(EventEncoder.encode(event)), StandardCharsets.UTF_8));
        var volume = new EngineEvent("volume", "create", "v", Map.of("driver", "local"), TIME);
        assertEquals("Type", EventEncoder.encode(volume).fieldNames().next());
    }

    @Test
    void wholeAnswersAreNotEscaped() {
        assertEquals(
                "{\"message\":\"a <b> & c\"}\n",
                new String(DockerJson.bytes(ErrorEncoder.encode("a <b> & c")), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"status\":[\"running\",\"exited\"]}|{status=[running, exited]}",
                "{\"label\":{\"a=b\":true}}|{label=[a=b]}",
                "{}|{}",
                "null|{}",
                "{\"a\":null}|{a=[]}",
            })
    void filtersAreRead(String text, String values) {
        assertEquals(values, FiltersDecoder.decode(Optional.of(text)).values().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad",
                "[]",
                "5",
                "{\"a\":5}",
                "{\"a\":[5]}",
                "{\"a\":[\"b\"]}x",
                "{\"a\":{\"b\":5}}",
                "{\"a\":[\"b\"],\"c\":{\"d\":true}}"
            })
    void filtersAreRefused(String text) {
        var e = assertThrows(EngineException.class, () -> FiltersDecoder.decode(Optional.of(text)));
        assertEquals("invalid filter", e.getMessage());
    }

    @Test
    void noFiltersIsNone() {
        assertEquals(Filters.NONE, FiltersDecoder.decode(Optional.empty()));
        assertEquals(Filters.NONE, FiltersDecoder.decode(Optional.of("")));
    }

    @Test
    void smallAnswersAreDockers() {
        assertEquals(
                "{\"StatusCode\":137}",
                WaitEncoder.encode(new PendingWait.Result(137, "")).toString());
        assertEquals(
                "{\"Error\":{\"Message\":\"gone\"},\"StatusCode\":0}",
                WaitEncoder.encode(new PendingWait.Result(0, "gone")).toString());
        assertEquals(
                "{\"Processes\":[[\"1\"]],\"Titles\":[\"PID\"]}",
                TopEncoder.encode(new TopView(List.of("PID"), List.of(List.of("1"))))
                        .toString());
    }

    private static Node node(String name, String architecture, int cpus) {
        return new Node(
                name, "Debian", "6.12.0", architecture, "containerd://1.7.24", "v1", cpus, 1000, true, Map.of(), "");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void infoAndVersionHaveDockersKeys(boolean nodes) {
        var view = new InfoView(
                "id",
                "ns",
                "v1.20.15",
                5,
                2,
                3,
                nodes ? List.of(node("a", "arm64", 2), node("b", "arm64", 4)) : List.of());
        var encoder = new SystemEncoder(
                new SystemEncoder.Build("0.1.0", "abc", "2026-01-01T00:00:00Z"), Clock.fixed(TIME, ZoneOffset.UTC));
        ObjectNode info = encoder.info(view, Optional.empty(), ApiVersion.LATEST);
        var missing = new TreeSet<String>();
        Fixture.tree("info.keys.json").forEach(k -> missing.add(k.asText()));
        info.fieldNames().forEachRemaining(missing::remove);
        // Told by Docker on control groups of version 1 only, or not told by Kubernetes.
        assertEquals(List.of("CgroupVersion", "KernelMemoryTCP"), List.copyOf(missing));
        ObjectNode version = encoder.version(view, ApiVersion.LATEST);
        Fixture.tree("version.keys.json").forEach(k -> missing.add(k.asText()));
        version.fieldNames().forEachRemaining(missing::remove);
        assertTrue(nodes ? !missing.contains("KernelVersion") : missing.contains("KernelVersion"));
        assertFalse(info.has("ExecutionDriver"));
        assertEquals(
                "<not supported>",
                encoder.info(view, Optional.empty(), ApiVersion.parse("1.24").orElseThrow())
                        .get("ExecutionDriver")
                        .asText());
        assertTrue(info.get("GenericResources").isNull(), "as Docker has it; bollard takes no empty list");
        assertEquals(nodes, info.get("Warnings").isNull());
        assertEquals(3, info.get("ContainersStopped").asInt());
        assertEquals(nodes ? 6 : 0, info.get("NCPU").asInt());
        assertEquals("", info.at("/Swarm/NodeID").asText("x"));
        if (nodes) {
            assertEquals("aarch64", info.get("Architecture").asText());
            assertEquals("arm64", version.get("Arch").asText());
            assertEquals("1.7.24", info.at("/ContainerdCommit/ID").asText());
        }
        assertEquals("d2k 0.1.0", text(version, "/Components/1/Name") + " " + text(version, "/Components/1/Version"));
        assertEquals("Kubernetes", text(version, "/Components/2/Name"));
        assertTrue(info.get("NFd").asInt() > 0 && info.get("NGoroutines").asInt() > 0, info::toString);
        // Testcontainers refuses engines before 1.6, for one.
        assertEquals("26.1.5+d2k", version.get("Version").asText());
        assertEquals("26.1.5+d2k", info.get("ServerVersion").asText());
    }

    private static String text(ObjectNode node, String pointer) {
        return node.at(pointer).asText();
    }
}
