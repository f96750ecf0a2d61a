package io.d2k.translate.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.Units;
import io.d2k.translate.compose.ComposeInput;
import io.d2k.translate.compose.StackRequests;
import io.d2k.translate.run.DockerCommand;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent to a swarm is what Docker's command line sends: {@code docker-cli/record.py} has recorded it. */
class SwarmRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Problems problems = new Problems();

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(SwarmRequestsTest.class.getResource("/io/d2k/translate/docker-cli/" + name))
                        .toURI());
    }

    private static List<String> recorded(String name) throws IOException, URISyntaxException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(resource(name))) {
            JsonNode request = JSON.readTree(line);
            lines.add(request.path("path").asText() + " " + plain(request.path("body")));
        }
        return lines;
    }

    static Stream<String[]> services() throws IOException, URISyntaxException {
        List<String> lines = Files.readAllLines(resource("services.txt"));
        List<String> sent = recorded("services.jsonl");
        assertEquals(lines.size(), sent.size());
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1).map(i -> new String[] {lines.get(i), sent.get(i)});
    }

    @ParameterizedTest
    @MethodSource("services")
    void aCommandLineIsWhatDockerSends(String line, String sent) {
        ApiRequest request = service("docker service create " + line).getLast();
        assertEquals(sent, "/services/create " + plain(request.body()));
    }

    @Test
    void aStackIsWhatDockerSends() throws IOException, URISyntaxException {
        List<String> requests = stack(resource("stack.yaml")).stream()
                .filter(r -> !external(r))
                .sorted(Comparator.comparing((ApiRequest r) -> path(r))
                        .thenComparing(r -> r.body().path("Name").asText()))
                .map(r -> path(r) + " " + plain(r.body()))
                .toList();
        assertEquals(
                String.join("\n", recorded("stack.jsonl")),
                String.join("\n", requests),
                () -> problems.errors().toString());
    }

    @Test
    void whatIsExternalIsNamedAndNotMade() throws URISyntaxException {
        assertEquals(
                List.of("network \"ext\"", "volume \"kept\"", "secret \"s2\""),
                stack(resource("stack.yaml")).stream()
                        .filter(SwarmRequestsTest::external)
                        .map(ApiRequest::subject)
                        .toList());
    }

    @Test
    void whatASwarmPassesOverIsSaid(@TempDir Path folder) throws IOException {
        stack(Files.writeString(folder.resolve("c.yaml"), """
                services:
                  a:
                    image: x
                    build: .
                    mem_limit: 1g
                    ports: ["127.0.0.1:80:80"]
                    container_name: only
                """));
        String said = String.join("\n", problems.warnings());
        for (String expected : List.of(
                "c.yaml:4: services.a.build: passed over",
                "c.yaml:5: services.a.mem_limit: passed over, as docker stack deploy does: a swarm takes"
                        + " deploy.resources.limits.memory",
                "c.yaml:6: services.a.ports: the address 127.0.0.1 is passed over",
                "c.yaml:7: services.a.container_name: passed over")) {
            assertTrue(said.contains(expected), () -> expected + "\nin " + said);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "build: .|no image specified",
                "{image: x, secrets: [none]}|\"none\" is not declared",
                "{image: x, networks: [none]}|undefined network \"none\"",
                "{image: x, volumes: ['none:/x']}|the volume \"none\" is not declared",
                "{image: x, deploy: {mode: some}}|Unknown mode: some",
                "{image: x, deploy: {mode: global, replicas: 2}}|replicas can only be used with replicated",
                "{image: x, deploy: {update_config: {max_failure_ratio: 2}}}|a number from 0 to 1 is expected",
                "{image: x, restart: sometimes}|unknown restart policy: sometimes",
            })
    void aWrongServiceIsLeftOut(String service, String complaint, @TempDir Path folder) throws IOException {
        String text = service.startsWith("{") ? " " + service : "\n    " + service;
        Path file = Files.writeString(
                folder.resolve("c.yaml"), "services:\n  good: {image: y}\n  bad:" + text + "\nsecrets: {}\n");
        assertEquals(
                List.of("service \"good\""),
                stack(file).stream()
                        .filter(ApiRequest.CreateService.class::isInstance)
                        .map(ApiRequest::subject)
                        .toList());
        assertTrue(problems.errors().stream().anyMatch(e -> e.contains(complaint)), problems.errors()::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--mode global --replicas 3 x|replicas can only be used with replicated or replicated-job mode",
                "--mode global --max-concurrent 3 x|max-concurrent can only be used with replicated-job mode",
                "--mode nonsense x|Unknown mode: nonsense, only replicated and global supported",
                "--nope x|unknown flag: --nope",
                "|\"docker service create\" requires at least 1 argument.",
                "--health-cmd a --no-healthcheck x|--no-healthcheck conflicts with --health-* options",
                "--publish target=80,bad=1 x|invalid argument \"target=80,bad=1\" for \"-p, --publish\" flag: invalid field key bad",
                "--secret target=x x|invalid argument \"target=x\" for \"--secret\" flag: source is required",
            })
    void aWrongCommandLineIsRefusedInDockersWords(String line, String complaint) {
        String words = line == null ? "" : line;
        InputException e = assertThrows(InputException.class, () -> service("service create " + words));
        assertTrue(String.valueOf(e.getMessage()).startsWith(complaint), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource({
        "'stack deploy -c a.yaml -c b.yaml shop'",
        "'docker stack deploy --compose-file=a.yaml shop --prune -c b.yaml'",
        "'stack up shop -c a.yaml --compose-file b.yaml'"
    })
    void aStackIsDeployedByItsFiles(String line) {
        assertEquals(
                new DockerCommand.DeploysStack(List.of("a.yaml", "b.yaml"), "shop"),
                DockerCommand.parse(List.of(line), Map.of(), problems));
    }

    private List<ApiRequest> service(String line) {
        DockerCommand command = DockerCommand.parse(Units.words(line), Map.of("HERE", "yes"), problems);
        return command instanceof DockerCommand.Sends sends && sends.swarm() ? sends.requests() : List.of();
    }

    private List<ApiRequest> stack(Path file) {
        return StackRequests.of(
                new ComposeInput(
                        List.of(file.toString()),
                        "",
                        Optional.empty(),
                        Optional.of("shop"),
                        List.of(),
                        List.of(),
                        Map.of()),
                problems);
    }

    private static boolean external(ApiRequest request) {
        return switch (request) {
            case ApiRequest.CreateNetwork n -> n.external();
            case ApiRequest.CreateVolume v -> v.external();
            case ApiRequest.CreateSecret s -> s.external();
            case ApiRequest.CreateConfig c -> c.external();
            case ApiRequest.CreateContainer c -> false;
            case ApiRequest.CreateService s -> false;
        };
    }

    private static String path(ApiRequest request) {
        return switch (request) {
            case ApiRequest.CreateNetwork n -> "/networks/create";
            case ApiRequest.CreateVolume v -> "/volumes/create";
            case ApiRequest.CreateSecret s -> "/secrets/create";
            case ApiRequest.CreateConfig c -> "/configs/create";
            case ApiRequest.CreateContainer c -> "/containers/create";
            case ApiRequest.CreateService s -> "/services/create";
        };
    }

    /** Fields in order, without what says nothing and what a client has asked the engine for. */
    private static JsonNode plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(e -> {
                JsonNode value = plain(e.getValue());
                boolean says = !value.isNull()
                        && !(value.isContainerNode() && value.isEmpty())
                        && !(value.isNumber()
                                && value.asDouble() == 0
                                && !e.getKey().equals("Replicas"))
                        && !(value.isBoolean() && !value.asBoolean())
                        && !(value.isTextual() && value.asText().isEmpty());
                if ((says || List.of("Global", "GlobalJob", "Replicated").contains(e.getKey()))
                        && !List.of("SecretID", "ConfigID").contains(e.getKey())) {
                    fields.put(e.getKey(), value);
                }
            });
            ObjectNode out = JSON.createObjectNode();
            fields.forEach(out::set);
            return out;
        }
        if (node instanceof ArrayNode) {
            List<JsonNode> items = new ArrayList<>();
            node.forEach(item -> items.add(plain(item)));
            // files have no order of their own: Docker sends them as its maps happen to give them
            if (node.path(0).has("File")) {
                items.sort(Comparator.comparing(JsonNode::toString));
            }
            ArrayNode out = JSON.createArrayNode();
            items.forEach(out::add);
            return out;
        }
        return node;
    }
}
