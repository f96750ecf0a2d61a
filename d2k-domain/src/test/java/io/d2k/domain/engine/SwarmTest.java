package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.port.in.Dependencies;
import io.d2k.domain.port.in.Nodes;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyKind;
import io.d2k.domain.swarm.DependencySpec;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeSpec;
import io.d2k.domain.swarm.ServiceUse;
import io.d2k.domain.swarm.SwarmNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What swarm mode has beside services. */
class SwarmTest extends SwarmCase {
    private SwarmEngine mode() {
        return engine.swarm().orElseThrow();
    }

    private Dependencies dependencies(DependencyKind kind) {
        return kind == DependencyKind.SECRET ? mode().secrets() : mode().configs();
    }

    private static DependencySpec spec(String name, Map<String, String> labels, String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return new DependencySpec(name, labels, data, Optional.empty(), Optional.empty());
    }

    private static List<String> names(List<Dependency> list) {
        return list.stream().map(Dependency::name).sorted().toList();
    }

    @ParameterizedTest
    @EnumSource(DependencyKind.class)
    void dependenciesAreMadeFoundRelabelledAndRemoved(DependencyKind kind) {
        Dependencies all = dependencies(kind);
        String id = all.create(spec("db.pass_1", Map.of("a", "1"), "x"));
        all.create(spec("api", Map.of(), "y"));
        assertEquals("db.pass_1", all.inspect(id.substring(0, 5)).name());
        assertEquals(List.of("api", "db.pass_1"), names(all.list(Filters.NONE)));
        assertEquals(List.of("db.pass_1"), names(all.list(filter("name", "DB"))), "beginning of a name, in any case");
        assertEquals(List.of(), names(all.list(filter("name", "pass"))));
        assertEquals(List.of("db.pass_1"), names(all.list(filter("label", "a=1"))));
        assertEquals(
                List.of("api", "db.pass_1"),
                names(all.list(new Filters(Map.of("name", List.of("api"), "id", List.of(id))))),
                "names and IDs are alternatives");
        all.update("db.pass_1", 1, spec("db.pass_1", Map.of("b", "2"), ""));
        assertEquals(Map.of("b", "2"), all.inspect(id).labels());
        assertEquals(2, all.inspect(id).meta().version());
        all.remove("db.pass_1");
        Fixture.refused(ErrorKind.NOT_FOUND, kind.word() + " db.pass_1 not found", () -> all.remove("db.pass_1"));
        for (String action : List.of("create", "create", "update", "remove")) {
            var event = nextEvent();
            assertEquals(kind.word() + " " + action, event.type() + " " + event.action());
            assertEquals("swarm", event.scope());
        }
    }

    @ParameterizedTest
    @EnumSource(DependencyKind.class)
    void dependenciesAreRefusedInTheWordsOfASwarmManager(DependencyKind kind) {
        Dependencies all = dependencies(kind);
        String word = kind.word();
        all.create(spec("s", Map.of(), "x"));
        String taken = "rpc error: code = AlreadyExists desc = " + word + " ";
        Fixture.refused(ErrorKind.CONFLICT, taken + "s already exists", () -> all.create(spec("s", Map.of(), "y")));
        Fixture.refused(ErrorKind.CONFLICT, taken + "S already exists", () -> all.create(spec("S", Map.of(), "y")));
        (kind == DependencyKind.SECRET ? swarm.secrets : swarm.configs).raced = true;
        Fixture.refused(ErrorKind.CONFLICT, taken + "t already exists", () -> all.create(spec("t", Map.of(), "y")));
        String invalid = "rpc error: code = InvalidArgument desc = ";
        Refusals.invalid(invalid + "name must be provided", () -> all.create(spec("", Map.of(), "x")));
        for (String name : List.of("a b", "-a", "a-", "a".repeat(65))) {
            Refusals.invalid(
                    invalid + "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end character"
                            + " must be [a-zA-Z0-9]",
                    () -> all.create(spec(name, Map.of(), "x")));
        }
        String size = word + " data must be larger than 0 and less than " + kind.limit() + " bytes";
        Refusals.invalid(invalid + size, () -> all.create(spec("e", Map.of(), "")));
        Refusals.invalid(invalid + size, () -> all.create(spec("e", Map.of(), "x".repeat(kind.limit()))));
        var templated = new DependencySpec("e", Map.of(), "eA==", Optional.empty(), Optional.of("golang"));
        if (kind == DependencyKind.SECRET) {
            Refusals.unsupported(
                    "templates in a secret (golang) are not supported, since what is filled in would be readable in the"
                            + " pods: fill in the values before creating it",
                    () -> all.create(templated));
        }
        Refusals.invalid(
                invalid + "only updates to Labels are allowed", () -> all.update("s", 1, spec("s", Map.of(), "z")));
        Refusals.invalid(
                invalid + "only updates to Labels are allowed", () -> all.update("s", 1, spec("t", Map.of(), "")));
        Fixture.refused(
                ErrorKind.UNCLASSED,
                "rpc error: code = Unknown desc = update out of sequence",
                () -> all.update("s", 7, spec("s", Map.of(), "x")));
        Refusals.invalid("invalid filter 'nosuch'", () -> all.list(filter("nosuch", "x")));
        assertEquals(List.of("s"), names(all.list(Filters.NONE)), "nothing was made or changed");
        assertEquals(1, all.inspect("s").meta().version());
    }

    @Test
    void volumeThatIsMissingIsMissingInTheSwarm() {
        for (Executable asking : List.<Executable>of(
                () -> engine.volumes().inspect("data"), () -> engine.volumes().remove("data", false))) {
            assertEquals(
                    "volume data not found",
                    assertThrows(EngineException.class, asking).getMessage());
        }
        assertDoesNotThrow(() -> engine.volumes().remove("data", true));
    }

    @Test
    void secretsOfPluginsAreRefused() {
        Fixture.refused(
                ErrorKind.UNCLASSED,
                "rpc error: code = Unknown desc = plugin \"vault\" not found",
                () -> mode().secrets()
                        .create(new DependencySpec("s", Map.of(), "", Optional.of("vault"), Optional.empty())));
        Refusals.invalid(
                "rpc error: code = InvalidArgument desc = secret driver must have a name",
                () -> mode().secrets()
                        .create(new DependencySpec("s", Map.of(), "", Optional.of(""), Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource({"'u', service: u", "'u v', 'services: u, v'"})
    void whatServicesUseStays(String users, String words) {
        ServiceUse use = (kind, id) -> kind == ServiceUse.Kind.SECRET
                ? List.of(users.split(" ")).stream()
                        .map(name -> new ServiceUse.User("id of " + name, name))
                        .toList()
                : List.of();
        var secrets = new DependencyService(
                DependencyKind.SECRET, swarm.secrets, use, new EventLog(cluster.clock), cluster.clock);
        secrets.create(spec("s", Map.of(), "x"));
        Refusals.invalid(
                "rpc error: code = InvalidArgument desc = secret 's' is in use by the following " + words,
                () -> secrets.remove("s"));
        assertEquals("s", secrets.inspect("s").name());
    }

    @Test
    void nodesAreListedByRoleAndLabels() {
        swarm.nodes.add("w", false, Map.of("zone", "b"));
        swarm.nodes.add("m", true, Map.of());
        Nodes nodes = mode().nodes();
        assertEquals("m", one(nodes, filter("role", "manager")));
        assertEquals("w", one(nodes, filter("role", "worker")));
        assertEquals("w", one(nodes, filter("label", "zone=b")));
        assertEquals("m", one(nodes, filter("name", "m")));
        assertEquals(2, nodes.list(filter("membership", "accepted")).size());
        assertEquals(0, nodes.list(filter("membership", "pending")).size());
        assertEquals(0, nodes.list(filter("node.label", "zone=b")).size(), "given by somebody else than Docker");
        assertTrue(nodes.inspect("m").leader());
        assertEquals(
                "m", mode().swarm().inspect().roles().leader().orElseThrow().name());
        Fixture.refused(ErrorKind.UNCLASSED, "Invalid role filter: 'boss'", () -> nodes.list(filter("role", "boss")));
        Fixture.refused(ErrorKind.NOT_FOUND, "node nosuch not found", () -> nodes.inspect("nosuch"));
    }

    private static String one(Nodes nodes, Filters filters) {
        assertEquals(1, nodes.list(filters).size());
        return nodes.list(filters).getFirst().node().name();
    }

    @Test
    void labelsAndAvailabilityOfNodesAreChanged() {
        swarm.nodes.add("m", true, Map.of());
        SwarmNode w = swarm.nodes.add("w", false, Map.of());
        Nodes nodes = mode().nodes();
        nodes.update(w.id(), 1, new NodeSpec("", Map.of("disk", "ssd", "empty", ""), "worker", "active"));
        assertEquals(
                Map.of("disk", "ssd", "empty", ""),
                nodes.inspect("w").node().settings().labels());
        assertEquals(List.of(), swarm.nodes.evicted);
        nodes.update("w", 2, new NodeSpec("", Map.of(), "worker", "drain"));
        assertEquals(
                NodeAvailability.DRAIN, nodes.inspect("w").node().settings().availability());
        assertEquals(List.of("w"), swarm.nodes.evicted);
        assertEquals("create", nextEvent().action());
        assertEquals("create", nextEvent().action());
        assertEquals(Map.of("name", "w"), nextEvent().attributes());
        assertEquals(
                Map.of("name", "w", "availability.old", "active", "availability.new", "drain"),
                nextEvent().attributes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w | worker  | active | 2 | a=1 | UNCLASSED   | rpc error: code = Unknown desc = update out of sequence",
                "w | boss    | active | 1 | a=1 | INVALID     | invalid Role: \"boss\"",
                "w | worker  | lazy   | 1 | a=1 | INVALID     | invalid Availability: \"lazy\"",
                "w | manager | active | 1 | a=1 | UNSUPPORTED | node promote is not supported: managers are the nodes of Kubernetes' control plane",
                "m | worker  | active | 1 | a=1 | INVALID     | rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm",
                "w | worker  | active | 1 | kubernetes.io/os=x | FORBIDDEN | label \"kubernetes.io/os\" of node w was not set through Docker: use kubectl label",
                "w | worker  | active | 1 | zone=c | FORBIDDEN | label \"zone\" of node w was not set through Docker: use kubectl label",
                "w | worker  | active | 1 | a b=1 | INVALID | invalid node label \"a b=1\": a Kubernetes node takes keys and values of at most 63 letters, digits, '-', '_' and '.'",
                "w | worker  | active | 1 | a=x y | INVALID | invalid node label \"a=x y\": a Kubernetes node takes keys and values of at most 63 letters, digits, '-', '_' and '.'",
            })
    void otherChangesOfNodesAreRefused(
            String ref, String role, String availability, long version, String label, ErrorKind kind, String message) {
        swarm.nodes.add("w", false, Map.of("zone", "b"));
        swarm.nodes.add("m", true, Map.of());
        String[] l = label.split("=");
        NodeSpec spec = new NodeSpec("", Map.of(l[0], l[1]), role, availability);
        Fixture.refused(kind, message, () -> mode().nodes().update(ref, version, spec));
        assertEquals(1, mode().nodes().inspect(ref).node().meta().version());
    }

    @Test
    void nodesAreNotRemoved() {
        SwarmNode w = swarm.nodes.add("w", false, Map.of());
        swarm.nodes.add("m", true, Map.of());
        Nodes nodes = mode().nodes();
        Refusals.invalid(
                "rpc error: code = FailedPrecondition desc = node " + w.id() + " is not down and can't be removed",
                () -> nodes.remove("w", false));
        Refusals.unsupported(
                "node rm is not supported: remove node w from the Kubernetes cluster", () -> nodes.remove("w", true));
    }
}
