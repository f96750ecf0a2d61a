package io.d2k.domain.service.projection;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.Observed.waiting;
import static io.d2k.domain.fake.ServiceSamples.at;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.observed;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.rule.TaskLedgerRule;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceAddressesTest {
    static Stream<Arguments> pods() {
        return Stream.of(
                Arguments.of("no pod", List.of(), ""),
                Arguments.of("a pod that runs", List.of(first("10.0.0.1")), "a 10.0.0.1/32, b 10.0.0.1/32"),
                Arguments.of("IPv6", List.of(first("fd00::1")), "a fd00::1/128, b fd00::1/128"),
                Arguments.of("no address yet", List.of(first("")), ""),
                Arguments.of(
                        "the lowest slot of those that run, whatever the order",
                        List.of(
                                at("10.0.0.3", slotted("z", 3, 0, 1, running(1), "")),
                                at("10.0.0.2", slotted("y", 2, 0, 1, running(1), "")),
                                at("10.0.0.1", slotted("x", 1, 0, 1, waiting("ContainerCreating", ""), ""))),
                        "a 10.0.0.2/32, b 10.0.0.2/32"),
                Arguments.of("one that has ended", List.of(pod("x", 1, 1, ended(0, 1, 2))), ""),
                Arguments.of(
                        "one that is being ended, beside the one in its place",
                        List.of(
                                at("10.0.0.1", going("x", 1, 1, running(1))),
                                at("10.0.0.2", pod("y", 1, 5, running(5)))),
                        "a 10.0.0.2/32, b 10.0.0.2/32"));
    }

    private static TaskPod first(String ip) {
        return at(ip, pod("x", 1, 1, running(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pods")
    void serviceIsFoundAtItsFirstRunningTask(String what, List<TaskPod> pods, String found) {
        var record = web().replicas(3).networks("a", "b").record("s");
        var service = observed(record, List.of(), pods.toArray(TaskPod[]::new));

        var addresses = ServiceAddresses.of(service, TaskLedgerRule.apply(service, at(20)), record.networks());

        assertEquals(
                found,
                addresses.stream()
                        .map(a -> a.network().networkId() + " " + a.range())
                        .collect(Collectors.joining(", ")),
                what);
    }
}
