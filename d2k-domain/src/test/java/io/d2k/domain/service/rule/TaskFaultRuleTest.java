package io.d2k.domain.service.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.container.rule.EffectiveConfigRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.TaskFault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What only tasks tell of a service, as a real swarm was seen to tell it. */
class TaskFaultRuleTest {
    private static Specs web() {
        return Specs.of("web:1");
    }

    private static Specs mount(String type, String source, String target) {
        var mount = new MountRequest(
                type,
                source,
                target,
                false,
                false,
                "",
                Map.of(),
                "",
                Map.of(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                "");
        return web().storage(new StorageSpec(List.of(), List.of(mount), Map.of(), List.of(), List.of(), ""));
    }

    private static Specs cpus(long nanos) {
        return web().resources(new ResourceSpec(0, 0, 0, nanos, 0, 0, 0, 0, 0, List.of()));
    }

    private static Specs security(List<String> add, List<String> groups, Map<String, String> sysctls) {
        return web().security(new SecuritySpec(
                false, add, List.of(), groups, false, List.of(), sysctls, false, "", "", "", "", ""));
    }

    private static Optional<TaskFault> fault(Specs specs) {
        return fault(specs, List.of());
    }

    private static Optional<TaskFault> fault(Specs specs, List<FileReference> files) {
        var nodes = new FakeSwarm().nodes;
        nodes.add("n1", true, Map.of()); // two CPUs
        EffectiveConfig config = EffectiveConfigRule.join("s", specs.spec(), Optional.empty());
        return TaskFaultRule.of(specs.spec(), files, config, Accounts.NONE, nodes.list());
    }

    static Stream<Arguments> faults() {
        String runc = "failed to create task for container: failed to create shim task: OCI runtime create failed: runc"
                + " create failed: ";
        return Stream.of(
                Arguments.of(web().volume("data", "/d", "nosuch"), TaskFault.NO_PLUGIN),
                Arguments.of(web().logging("nosuch", Map.of()), TaskFault.NO_PLUGIN),
                Arguments.of(
                        mount("volume", "data", "volume1"),
                        TaskFault.unresolved("invalid mount target, must be an absolute path: volume1")),
                Arguments.of(
                        mount("bind", "rel", "/d"),
                        TaskFault.unresolved("invalid bind mount source, must be an absolute path: rel")),
                Arguments.of(
                        mount("volume", "/abs", "/d"),
                        TaskFault.unresolved("invalid volume mount source, must not be an absolute path: /abs")),
                Arguments.of(
                        mount("tmpfs", "src", "/d"),
                        TaskFault.unresolved("invalid tmpfs source, source must be empty")),
                Arguments.of(
                        mount("volume", "v1", "/"),
                        TaskFault.rejected(
                                "invalid mount config for type \"volume\": invalid specification: destination can't be"
                                        + " '/'")),
                Arguments.of(web().env("A=1", "=x"), TaskFault.rejected("invalid environment variable: =x")),
                Arguments.of(
                        web().extraHosts("db:1.2.3.4", "h:host-gateway", "db:db"),
                        TaskFault.rejected("invalid IP address in add-host: \"db\"")),
                Arguments.of(web().stopSignal("NOPE"), TaskFault.rejected("invalid signal: NOPE")),
                Arguments.of(
                        web().workingDir("rel"),
                        TaskFault.rejected("the working directory 'rel' is invalid, it needs to be an absolute path")),
                Arguments.of(
                        cpus(2_000_000_001L),
                        TaskFault.rejected("Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available")),
                Arguments.of(
                        security(List.of("NOPE"), List.of(), Map.of()),
                        TaskFault.rejected("invalid CapAdd: unknown capability: \"CAP_NOPE\"")),
                Arguments.of(
                        web().logging("json-file", Map.of("nosuch", "1")),
                        TaskFault.rejected("unknown log opt 'nosuch' for json-file log driver")),
                Arguments.of(
                        web().resources(new ResourceSpec(5L << 20, 0, 0, 0, 0, 0, 0, 0, 0, List.of())),
                        TaskFault.rejected("Minimum memory limit allowed is 6MB")),
                Arguments.of(
                        web().user("nobody-knows"),
                        TaskFault.unstartable("unable to find user nobody-knows: no matching entries in passwd file")),
                Arguments.of(
                        security(List.of(), List.of("nogrp"), Map.of()),
                        TaskFault.unstartable("Unable to find group nogrp: no matching entries in group file")),
                Arguments.of(
                        web().logging("json-file", Map.of("max-size", "abc")),
                        TaskFault.unstartable("failed to create task for container: failed to initialize logging"
                                + " driver: invalid size: 'abc'")),
                Arguments.of(
                        security(List.of(), List.of(), Map.of("vm.swappiness", "10")),
                        TaskFault.unstartable(
                                runc + "sysctl \"vm.swappiness\" is not in a separate kernel namespace: unknown")));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"0, 7, -", "1, -1, -", "abc, 0, abc", "0, root, root", "'', 0, ''"},
            nullValues = "-")
    void ownersOfFilesAreNumbers(String uid, String gid, String wrong) {
        var file = new FileReference(true, "id", "key", "key", uid, gid, 0444);
        Optional<TaskFault> expected = Optional.ofNullable(wrong)
                .map(w -> TaskFault.unstartable("strconv.Atoi: parsing \"" + w + "\": invalid syntax"));

        assertEquals(expected, fault(web(), List.of(file)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void tasksTellWhyTheyCannotRun(Specs specs, TaskFault expected) {
        assertEquals(Optional.of(expected), fault(specs));
    }

    static Stream<Specs> whatMayRun() {
        return Stream.of(
                web(),
                cpus(2_000_000_000L),
                web().volume("data", "/d", "local"),
                web().logging("syslog", Map.of()),
                mount("bind", "/no/such", "/d"),
                security(List.of("net_admin"), List.of("root"), Map.of("net.core.somaxconn", "1")));
    }

    @ParameterizedTest
    @MethodSource("whatMayRun")
    void whatMayRunHasNoFault(Specs specs) {
        assertEquals(Optional.empty(), fault(specs));
    }

    @Test
    void whatDockerRunsAndKubernetesCannotIsNoFaultOfTheTask() {
        var refusal = assertThrows(EngineException.class, () -> fault(mount("cluster", "v1", "/d")));

        assertEquals(ErrorKind.UNSUPPORTED, refusal.kind());
    }
}
