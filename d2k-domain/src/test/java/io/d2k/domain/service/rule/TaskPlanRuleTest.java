package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.Ulimit;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPlan.NodeEnv;
import io.d2k.domain.service.WorkloadType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskPlanRuleTest {
    private static PublishedTarget port(int published, int target, boolean host) {
        return new PublishedTarget("", new Port(target, Protocol.TCP), published, host);
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
        return plan(record, new TaskGateway.Configured("10.9.9.9"));
    }

    private static TaskPlan plan(ServiceRecord record, TaskGateway gateway) {
        return TaskPlanRule.translate(
                new TaskPlanRule.Inputs(
                        record,
                        Optional.empty(),
                        gateway,
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
    void limitsOfItsProcessesAreSetByTheShellOfItsImage() {
        var spec = web().container(Specs.of("web:1")
                        .cmd("serve")
                        .resources(ResourceSpec.NONE.limiting(List.of(new Ulimit("nofile", 5, 6)))))
                .spec();
        var image = FakeStores.Images.facts(
                'a',
                new ImageConfig(
                        List.of(),
                        List.of("/bin/sh"),
                        List.of(),
                        "",
                        "",
                        List.of(),
                        List.of(),
                        Map.of(),
                        "",
                        Optional.empty()));
        var record = ServiceChangeRule.first(spec, List.of(), List.of(), Optional.of(image), "web:1", Observed.at(0));

        List<String> command = plan(record).pod().command();

        assertTrue(command.get(2).contains("d2k_l n 5 6; "), command::toString);
        assertEquals("serve", command.getLast());
    }

    @Test
    void hostGatewayIsWhatTheOperatorSays() {
        var record =
                web().container(Specs.of("web:1").extraHosts("h:host-gateway")).record("s");

        assertEquals("10.9.9.9", plan(record).pod().hostAliases().getFirst().ip());
    }

    @Test
    void hostGatewayOfTasksIsNotPlannedWhereItIsTheNodeOfEach() {
        var record = web().container(Specs.of("web:1").extraHosts("h:host-gateway", "db:10.1.1.1"))
                .record("s");

        assertEquals(
                List.of(new HostAlias("10.1.1.1", List.of("db"))),
                plan(record, new TaskGateway.ItsNode(Map.of("n1", "10.9.9.9")))
                        .pod()
                        .hostAliases());
        Refusals.unsupported(
                "host-gateway has no address here: set D2K_HOST_GATEWAY_IP, or name an address instead",
                () -> plan(record, new TaskGateway.Unknown()));
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
}
