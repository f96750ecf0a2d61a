package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.Scheduling.Term;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPlan.NodeEnv;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.service.projection.TaskStateProjection;
import io.d2k.domain.swarm.NodeAvailability;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.NodeSettings;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.system.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceRulesTest {
    private static final String HOST = "kubernetes.io/hostname";
    private static final NodeRoles NODES =
            NodeRoles.of(List.of(node("id1", "one", true), node("id2", "two", false)), Optional.empty());

    private static SwarmNode node(String id, String name, boolean manager) {
        return node(id, name, manager, Map.of(HOST, name + "-host"));
    }

    private static SwarmNode node(String id, String name, boolean manager, Map<String, String> labels) {
        var machine = new Node(name, "", "", "amd64", "", "", 1, 1, true, labels, "10.0.0." + id.charAt(2));
        return new SwarmNode(
                new SwarmMeta(id, 1, Instant.EPOCH, Instant.EPOCH),
                machine,
                manager,
                new NodeSettings("", Map.of(), NodeAvailability.ACTIVE));
    }

    private static PublishedTarget port(int published, int target, boolean host) {
        return new PublishedTarget("", new Port(target, Protocol.TCP), published, host);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            node.role==manager; kubernetes.io/hostname; true; one-host
            node.role != manager; kubernetes.io/hostname; false; one-host
            node.role == worker; kubernetes.io/hostname; true; two-host
            node.hostname==TWO; kubernetes.io/hostname; true; two-host
            node.hostname==Three; kubernetes.io/hostname; true; three
            node.id==id1; kubernetes.io/hostname; true; one-host
            node.ip==10.0.0.2; kubernetes.io/hostname; true; two-host
            node.labels.zone == b; zone; true; b
            node.labels.zone!=b; zone; false; b
            engine.labels.disk==ssd; disk; true; ssd
            node.platform.os==linux; kubernetes.io/os; true; linux
            node.platform.arch==x86_64; kubernetes.io/arch; true; amd64
            node.color==red; kubernetes.io/hostname; true; none
            """)
    void constraintIsAConditionOnALabel(String constraint, String label, boolean in, String value) {
        var placement = new Placement(List.of(constraint), List.of(), 0, List.of());

        Scheduling scheduling = PlacementRule.translate(placement, 1, NODES, new Warnings());

        assertEquals(List.of(new Term(label, in, List.of(value))), scheduling.terms());
    }

    @ParameterizedTest
    @CsvSource({"==manager, true", "!=manager, false", "==worker, false", "!=worker, true"})
    void roleIsTheLabelOfTheControlPlaneWhereThatTellsManagers(String comparison, boolean in) {
        String label = "node-role.kubernetes.io/control-plane";
        NodeRoles roles = NodeRoles.of(
                List.of(node("id1", "one", true, Map.of(label, "")), node("id2", "two", false, Map.of())),
                Optional.of("one"));
        var placement = new Placement(List.of("node.role" + comparison), List.of(), 0, List.of());

        Scheduling scheduling = PlacementRule.translate(placement, 1, roles, new Warnings());

        assertEquals(List.of(new Term(label, in, List.of())), scheduling.terms());
        assertEquals(in, scheduling.allows(Map.of(label, "")));
        assertEquals(!in, scheduling.allows(Map.of("zone", "a")));
    }

    /** A dry run knows no nodes; what it prints is to find managers all the same. */
    @Test
    void roleIsTheLabelOfTheControlPlaneWhereNoNodeCanBeSeen() {
        var placement = new Placement(List.of("node.role==manager"), List.of(), 0, List.of());
        NodeRoles nobody = NodeRoles.of(List.of(), Optional.empty());

        assertEquals(
                List.of(new Term("node-role.kubernetes.io/control-plane", true, List.of())),
                PlacementRule.translate(placement, 1, nobody, new Warnings()).terms());
    }

    @Test
    void namesOfNodesAreAskedForOnce() {
        var scheduling = new Scheduling(
                List.of(new Term(Scheduling.HOSTNAME, true, List.of("a")), new Term("zone", true, List.of("b"))),
                List.of(),
                0);

        assertTrue(scheduling.keeps(Map.of(Scheduling.HOSTNAME, "other", "zone", "b")));
        assertEquals(false, scheduling.keeps(Map.of(Scheduling.HOSTNAME, "a", "zone", "c")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            foo; constraint expected one operator from ==, !=
            1bad==x; key '1bad' is invalid
            node.role==; value '' is invalid
            """)
    void whatIsNoConstraintIsRefused(String constraint, String words) {
        var placement = new Placement(List.of(constraint), List.of(), 0, List.of());

        var refusal = assertThrows(EngineException.class, () -> PlacementRule.check(placement));

        assertEquals("rpc error: code = Unknown desc = " + words, refusal.getMessage());
    }

    @Test
    void platformsOfAttestationsDoNotCount() {
        var placement = new Placement(
                List.of(),
                List.of("node.labels.zone", "node.color"),
                2,
                List.of(new Placement.Platform("linux", "aarch64"), new Placement.Platform("unknown", "unknown")));
        Warnings warnings = new Warnings();

        Scheduling scheduling = PlacementRule.translate(placement, 5, NODES, warnings);

        assertEquals(
                List.of(
                        new Term("kubernetes.io/os", true, List.of("linux")),
                        new Term("kubernetes.io/arch", true, List.of("arm64"))),
                scheduling.terms());
        assertEquals(List.of("zone"), scheduling.spreads());
        assertEquals(2, warnings.list().size());
        assertTrue(scheduling.allows(Map.of("kubernetes.io/os", "linux", "kubernetes.io/arch", "arm64")));
        assertEquals(false, scheduling.allows(Map.of("kubernetes.io/os", "linux")));
    }

    @Test
    void templateIsFilledInWhereEveryTaskHasTheSame() {
        var rule = new TemplateRule("id1", "web", Map.of("tier", "front"), TaskFacts.NONE);

        assertEquals(
                Optional.of(new EnvVar("A", "web-id1-front")),
                rule.plain(new EnvVar("A", "{{.Service.Name}}-{{ .Service.ID }}-{{index .Service.Labels \"tier\"}}")));
        assertEquals(
                Optional.of(new NodeEnv("N", List.of("on ", "!"))),
                rule.ofNode(new EnvVar("N", "on {{.Node.Hostname}}!")));
        assertEquals(
                ErrorKind.UNSUPPORTED,
                assertThrows(EngineException.class, () -> rule.plain(new EnvVar("A", "{{.Task.Slot}}")))
                        .kind());
    }

    @Test
    void hostNameAndMountsAreFilledIn() {
        var mount = new MountRequest(
                "volume",
                "{{.Service.Name}}-data",
                "/data/{{.Service.ID}}",
                false,
                false,
                "",
                Map.of(),
                "",
                Map.of(),
                OptionalLong.empty(),
                OptionalInt.empty());
        var storage = StorageSpec.NONE.withMounts(List.of(mount));
        ContainerSpec asked = Specs.of("web:1").spec();
        var rule = new TemplateRule("id1", "web", Map.of(), TaskFacts.NONE);

        ContainerSpec filled = rule.fill(asked.with(asked.process().withHostname("on-{{.Service.Name}}"), storage));

        assertEquals("on-web", filled.process().hostname());
        assertEquals("web-data", filled.storage().mounts().getFirst().source());
        assertEquals("/data/id1", filled.storage().mounts().getFirst().target());
        var refusal = assertThrows(
                EngineException.class,
                () -> rule.fill(asked.with(asked.process().withHostname("web-{{.Task.Slot}}"), storage)));
        assertTrue(
                refusal.getMessage().startsWith("the template {{.Task.Slot}} in Hostname is not available"),
                refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "REPLICATED, web-{{.Task.Slot}}, '', PODS, web-3",
        "REPLICATED, '', {{.Task.Slot}}, PODS, ''",
        "REPLICATED, {{.Service.Name}}, {{.Node.Hostname}}, DEPLOYMENT, web",
        "GLOBAL, on-{{.Node.Hostname}}, '', PODS, on-n1",
        "GLOBAL, {{.Task.Slot}}, '', PODS, id-n1",
        "GLOBAL, plain, {{.Node.Hostname}}, DAEMON_SET, plain",
        "GLOBAL, plain, {{.Node.ID}}, PODS, plain"
    })
    void podsAreMadeOneByOneWhereTasksDiffer(
            String mode, String hostname, String variable, WorkloadType type, String filled) {
        Specs specs = Specs.of("web:1").env("V=" + variable).hostname(hostname);
        boolean global = mode.equals("GLOBAL");
        ServiceRecord record = (global ? web().mode(new ServiceMode.Global()) : web())
                .container(specs)
                .record("s");

        assertEquals(type, record.workload());
        TaskFacts facts = global ? TaskFacts.ofNode("id-n1", "n1") : TaskFacts.ofSlot(3);
        assertEquals(
                filled,
                new TemplateRule(record, facts).fill(specs.spec()).process().hostname());
    }

    @Test
    void portThatAnotherServiceHasIsRefused() {
        var other = web().named("db").endpoint(false, port(8080, 80, false)).record("s1");

        var refusal = assertThrows(
                EngineException.class,
                () -> ServicePortRule.choose("web", "", List.of(port(8080, 81, false)), List.of(), List.of(other)));

        assertEquals(
                "rpc error: code = InvalidArgument desc = port '8080' is already in use by service 'db' (s1) as an"
                        + " ingress port",
                refusal.getMessage());
        assertEquals(
                List.of(port(8080, 80, false)),
                ServicePortRule.choose("db", "s1", List.of(port(8080, 80, false)), List.of(), List.of(other)));
    }

    @Test
    void portThatNobodyNamedIsChosenOnceAndKept() {
        var chosen = ServicePortRule.choose("web", "", List.of(port(0, 80, false)), List.of(), List.of());
        int number = chosen.getFirst().published();

        assertTrue(number >= 30_000 && number < 32_768, () -> "" + number);
        assertEquals(chosen, ServicePortRule.choose("x", "", List.of(port(0, 80, false)), chosen, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            bad name; name must be valid as a DNS name component
            -web; name must be valid as a DNS name component
            ''; meta: name must be provided
            """)
    void nameIsChecked(String name, String words) {
        var refusal = assertThrows(
                EngineException.class,
                () -> ServiceChecks.check(web().named(name).spec()));

        assertEquals("rpc error: code = InvalidArgument desc = " + words, refusal.getMessage());
    }

    @Test
    void specIsCheckedInTheWordsOfASwarm() {
        var memory =
                web().container(Specs.of("web:1").resources(new ResourceSpec(1, 0, 0, 0, 0, 0, 0, 0, 0, List.of())));
        var image = web().container(Specs.of(""));
        var roundRobin = web().endpoint(true, port(8080, 80, false));

        assertEquals(
                "rpc error: code = InvalidArgument desc = invalid memory value 1: Must be at least 4MiB",
                assertThrows(EngineException.class, () -> ServiceChecks.check(memory.spec()))
                        .getMessage());
        assertEquals(
                "rpc error: code = InvalidArgument desc = ContainerSpec: image reference must be provided",
                assertThrows(EngineException.class, () -> ServiceChecks.check(image.spec()))
                        .getMessage());
        assertEquals(
                "rpc error: code = InvalidArgument desc = EndpointSpec: port published with ingress mode can't be used"
                        + " with dnsrr mode",
                assertThrows(EngineException.class, () -> ServiceChecks.check(roundRobin.spec()))
                        .getMessage());
    }

    @Test
    void changeOfTasksBeginsAnUpdateAndAnyOtherDoesNot() {
        var before = web().record("s");

        var scaled = web().replicas(3).after(before, 1);
        var changed = web().form("{2}").after(before, 1);

        assertEquals(2, scaled.version());
        assertEquals(1, scaled.revision());
        assertTrue(scaled.status().isEmpty());
        assertEquals(Optional.of(before.spec()), scaled.previous());
        assertEquals(2, changed.revision());
        assertEquals("update in progress", changed.status().orElseThrow().message());
        assertEquals(Map.of(1, "{}", 2, "{2}"), changed.forms());
        assertTrue(web().replicas(0).form("{2}").after(before, 1).status().isEmpty());
    }

    @Test
    void nameAndModeCannotBeChanged() {
        var before = web().record("s");

        assertThrows(
                EngineException.class,
                () -> ServiceChangeRule.check(before, web().named("x").spec()));
        assertThrows(
                EngineException.class,
                () -> ServiceChangeRule.check(
                        before, web().mode(new ServiceMode.Global()).spec()));
    }

    @Test
    void whatEndsForGoodIsNoDeployment() {
        assertEquals(WorkloadType.DEPLOYMENT, web().record("s").workload());
        assertEquals(
                WorkloadType.DAEMON_SET,
                web().mode(new ServiceMode.Global()).record("s").workload());
        assertEquals(
                WorkloadType.PODS,
                web().restart(RestartCondition.When.NONE, 0).record("s").workload());
        assertEquals(
                WorkloadType.PODS,
                web().restart(RestartCondition.When.ANY, 2).record("s").workload());
        assertEquals(
                WorkloadType.PODS,
                web().mode(new ServiceMode.GlobalJob()).record("s").workload());
    }

    @Test
    void whatWaitsOtherwiseThanAKubeletIsNoDeployment() {
        assertEquals(
                WorkloadType.PODS,
                web().restart(RestartCondition.When.ANY, 0).record("s").workload());
        assertEquals(
                WorkloadType.PODS,
                web().mode(new ServiceMode.Global())
                        .restart(RestartCondition.When.ANY, 0)
                        .record("s")
                        .workload());
    }

    @Test
    void tasksLookUpNamesOnTheirNetworksAlone() {
        assertEquals(NameScope.CLUSTER, plan(web().record("s")).pod().dns().names());
        assertEquals(
                NameScope.NETWORKS,
                plan(web().networks("net").record("s")).pod().dns().names());
    }

    private static TaskPlan plan(ServiceRecord record) {
        return TaskPlanRule.translate(
                new TaskPlanRule.Inputs(
                        record,
                        Optional.empty(),
                        Optional.empty(),
                        () -> "v1.34.1",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Scheduling.ANYWHERE,
                        TaskFacts.NONE),
                new Warnings());
    }

    @Test
    void taskIsAContainerWithWhatOnlyTasksHave() {
        var record = web().container(Specs.of("web:1")
                        .env("A={{.Service.Name}}", "N={{.Node.Hostname}}")
                        .healthcheck("CMD", "true"))
                .endpoint(false, port(8081, 81, true), port(8080, 80, false))
                .record("s");

        TaskPlan plan = plan(record);

        assertEquals(List.of(new EnvVar("A", "web")), plan.pod().env());
        assertEquals(List.of(new NodeEnv("N", List.of("", ""))), plan.nodeEnv());
        assertEquals("", plan.pod().hostname());
        assertEquals(List.of(new TaskPlan.HostPort(new Port(81, Protocol.TCP), 8081)), plan.hostPorts());
        assertEquals(List.of("true"), plan.liveness().orElseThrow().command());
        assertEquals(1, plan.replicas());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, ", "60, 0, 30", "60, 7, 22", "1, 20, 5"})
    void taskThatDoesNotGetHealthyIsEndedAfterTheStartPeriodAndItsRetries(
            long period, long interval, Integer failures) {
        var check = new Healthcheck(
                List.of("CMD", "true"),
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofSeconds(period),
                Duration.ofSeconds(interval),
                3);
        TaskPlan plan =
                plan(web().container(Specs.of("web:1").healthcheck(check)).record("s"));

        assertEquals(
                Optional.ofNullable(failures),
                plan.liveness().orElseThrow().start().map(PodPlan.Start::failures));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0/1 nodes are available: 1 Insufficient memory. | no suitable node (insufficient resources on 1 node)
            0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity. | \
            no suitable node (insufficient resources on 1 node; scheduling constraints not satisfied on 2 nodes)
            0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found. | no suitable node (insufficient resources on 1 node)
            0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. | \
            no suitable node (host-mode port already in use on 1 node)
            no nodes | no suitable node (no nodes)
            """)
    void schedulersWordsBecomeThoseOfASwarm(String kubernetes, String docker) {
        assertEquals(docker, TaskStateProjection.noSuitableNode(kubernetes));
    }
}
