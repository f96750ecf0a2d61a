package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.Probe;
import io.d2k.domain.container.PodPlan.Start;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Healthcheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small rules, one a setting. */
class SettingsRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"under_score", "dot.ted", "UPPER", "9digits", "a--b_", "/slashed", "ab"})
    void containerNamesAreGood(String name) {
        assertEquals(name.replace("/", ""), ContainerNameRule.require(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-dash", "_score", ".dot", "with space", "sla/sh", "col:on", "grün", "//x1", ""})
    void containerNamesAreRefused(String name) {
        Refusals.invalid(
                "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
                () -> ContainerNameRule.require(name));
    }

    @Test
    void madeUpNamesAreNames() {
        Random random = new Random(1);
        for (int attempt = 0; attempt < 20; attempt++) {
            ContainerNameRule.require(ContainerNameRule.madeUp(random, attempt));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "9, 9",
        "KILL, 9",
        "SIGKILL, 9",
        "sigkill, 9",
        "term, 15",
        "15, 15",
        "HUP, 1",
        "USR1, 10",
        "SIGWINCH, 28",
        "RTMIN, 34",
        "RTMIN+3, 37",
        "SIGRTMAX-1, 63",
        "RTMAX, 64",
        "64, 64",
        "IOT, 6",
        "CLD, 17",
        "POLL, 29"
    })
    void signalsAreNamesOrNumbers(String text, int number) {
        assertEquals(Optional.of(new Signal(number)), Signal.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65", "-1", "999", "NOSUCH", "SIG", "RTMIN+31", "9x"})
    void otherTextIsNoSignal(String text) {
        assertEquals(Optional.empty(), Signal.parse(text));
    }

    @Test
    void variablesAreTranslatedInOrder() {
        Warnings warnings = new Warnings();
        assertEquals(
                List.of(new EnvVar("A", "3"), new EnvVar("B", ""), new EnvVar("C", "x=y $(A) ")),
                EnvRule.translate(List.of("A=1", "B=", "C=x=y $(A) ", "D=4", "A=3", "D"), List.of(), warnings));
        assertEquals(List.of(), warnings.list());
        EnvRule.translate(List.of("PATH"), List.of("PATH=/bin"), warnings);
        assertEquals(List.of("Kubernetes cannot remove the image's environment variable PATH."), warnings.list());
        Refusals.invalid(
                "invalid environment variable: =x", () -> EnvRule.translate(List.of("=x"), List.of(), warnings));
    }

    @Test
    void capabilitiesLoseTheirPrefix() {
        assertEquals(
                List.of("NET_ADMIN", "SYS_TIME", "ALL"),
                CapabilityRule.translate("CapAdd", List.of("net_admin", "CAP_SYS_TIME", "all")));
        Refusals.invalid(
                "invalid CapAdd: unknown capability: \"CAP_ALL\"",
                () -> CapabilityRule.translate("CapAdd", List.of("CAP_ALL")));
        Refusals.invalid(
                "invalid CapDrop: unknown capability: \"CAP_BOGUS\"",
                () -> CapabilityRule.translate("CapDrop", List.of("bogus")));
    }

    @Test
    void sysctlsAreSafeOnes() {
        Refusals.unsupported(
                "sysctl 'kernel.msgmax' is not in Kubernetes' safe set: set it on the nodes, or allow it there and use"
                        + " a manifest",
                () -> SysctlRule.check(Map.of("kernel.msgmax", "1"), () -> "v1.34.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "net.ipv4.tcp_syncookies, v1.20.2, true",
        "net.ipv4.ip_unprivileged_port_start, v1.21.14, false",
        "net.ipv4.ip_unprivileged_port_start, v1.22.0, true",
        "net.ipv4.tcp_keepalive_time, v1.28.9+k3s1, false",
        "net.ipv4.tcp_keepalive_time, v1.29.0-eks-1, true",
        "net.ipv4.tcp_keepalive_time, v0.0.0-dry-run, true"
    })
    void sysctlsAreSafeSinceSomeVersion(String name, String server, boolean safe) {
        Map<String, String> sysctls = Map.of(name, "1");
        if (safe) {
            SysctlRule.check(sysctls, () -> server);
        } else {
            String since = name.contains("port_start") ? "1.22" : "1.29";
            Refusals.unsupported(
                    "sysctl '" + name + "' is in the safe set of Kubernetes " + since
                            + " and newer: set it on the nodes, or allow it there and use a manifest",
                    () -> SysctlRule.check(sysctls, () -> server));
        }
    }

    private static Healthcheck check(long interval, long timeout, int retries, String... test) {
        return new Healthcheck(
                List.of(test),
                Duration.ofMillis(interval),
                Duration.ofMillis(timeout),
                Duration.ZERO,
                Duration.ZERO,
                retries);
    }

    @Test
    void healthChecksBecomeProbes() {
        assertEquals(
                Optional.of(new Probe(
                        List.of("/bin/sh", "-c", "curl -f localhost"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        3,
                        Optional.empty())),
                HealthcheckRule.translate(
                        Optional.of(check(0, 0, 0, "CMD-SHELL", "curl -f localhost")), new Warnings()));
        assertEquals(List.of("/bin/sh", "-c", "exit $0", "1"), command("CMD-SHELL", "exit $0", "1"));
        assertEquals(List.of("/bin/sh", "-c"), command("CMD-SHELL"));
        assertEquals(List.of("/health-check-without-a-command"), command("CMD"));
        assertEquals(
                Optional.of(new Probe(
                        List.of("test", "-e", "/ok"),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        2,
                        Optional.empty())),
                HealthcheckRule.translate(
                        Optional.of(check(1000, 500, 2, "CMD", "test", "-e", "/ok")), new Warnings()));
        assertEquals(Optional.empty(), HealthcheckRule.translate(Optional.of(check(0, 0, 0, "NONE")), new Warnings()));
        assertEquals(Optional.empty(), HealthcheckRule.translate(Optional.of(check(0, 0, 0)), new Warnings()));
        assertEquals(Optional.empty(), HealthcheckRule.translate(Optional.empty(), new Warnings()));
        assertEquals(Duration.ofMinutes(3), HealthcheckRule.patience(check(0, 0, 0, "CMD", "x")));
    }

    @ParameterizedTest
    @CsvSource({"x", "none", "''"})
    void aTestOfAnUnknownKindChecksNothing(String kind) {
        Warnings warnings = new Warnings();
        assertEquals(Optional.empty(), HealthcheckRule.translate(Optional.of(check(0, 0, 0, kind, "true")), warnings));
        assertEquals(
                List.of("Unknown probe type \"" + kind
                        + "\" (expected CMD or CMD-SHELL): the container has no health check."),
                warnings.list());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, ", "0, 0, 2, ", "0, 60, 0, 5", "0, 60, 2, 2", "1, 60, 0, 1", "1, 60, 2, 2", "7, 60, 0, 5"})
    void checksComeMoreOftenInTheStartPeriod(long usually, long period, long interval, Long between) {
        var check = new Healthcheck(
                List.of("CMD", "x"),
                Duration.ofSeconds(usually),
                Duration.ZERO,
                Duration.ofSeconds(period),
                Duration.ofSeconds(interval),
                0);
        assertEquals(
                Optional.ofNullable(between).map(s -> new Start(Duration.ofSeconds(s), Integer.MAX_VALUE)),
                HealthcheckRule.translate(Optional.of(check), new Warnings())
                        .orElseThrow()
                        .start(),
                "and none of their failures ends the process");
    }

    @Test
    void healthChecksAreRefusedInDockersWords() {
        Refusals.invalid(
                "Retries in Healthcheck cannot be negative",
                () -> HealthcheckRule.translate(Optional.of(check(0, 0, -1, "CMD", "x")), new Warnings()));
        Healthcheck nanos = new Healthcheck(
                List.of("CMD", "x"), Duration.ofNanos(10), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
        Refusals.invalid(
                "Interval in Healthcheck cannot be less than 1ms",
                () -> HealthcheckRule.translate(Optional.of(nanos), new Warnings()));
    }

    @ParameterizedTest
    @CsvSource({
        "NO, 0, ''",
        "ALWAYS, 0, ''",
        "ON_FAILURE, 5, ''",
        "ON_FAILURE, 0, ''",
        "ON_FAILURE, -1, maximum retry count cannot be negative",
        "ALWAYS, 1, maximum retry count can only be used with 'on-failure'",
        "NO, -1, maximum retry count can only be used with 'on-failure' and cannot be negative"
    })
    void restartPoliciesAreChecked(Mode mode, int retries, String message) {
        RestartPolicy policy = new RestartPolicy(mode, retries);
        if (message.isEmpty()) {
            RestartPolicyRule.check(policy);
        } else {
            Refusals.invalid("invalid restart policy: " + message, () -> RestartPolicyRule.check(policy));
        }
    }

    private static List<String> command(String... test) {
        return HealthcheckRule.translate(Optional.of(check(0, 0, 0, test)), new Warnings())
                .orElseThrow()
                .command();
    }

    private static List<String> judged(Specs spec) {
        Warnings warnings = new Warnings();
        OtherSettingsRule.judge(spec.spec(), warnings);
        return warnings.list();
    }

    private static SecuritySpec namespaces(String pid, String ipc, String uts, String userns) {
        return new SecuritySpec(
                false, List.of(), List.of(), List.of(), false, List.of(), Map.of(), false, pid, ipc, uts, userns, "");
    }

    @Test
    void everyOtherSettingIsRefusedWarnedOfOrWithoutEffect() {
        Specs box = Specs.of("busybox");
        assertEquals(List.of(), judged(Specs.of("busybox")));
        for (String kept : List.of("", "json-file", "local", "none")) {
            assertEquals(List.of(), judged(Specs.of("busybox").logging(kept, Map.of("a", "b"))));
        }
        assertEquals(
                List.of("Kubernetes has no counterpart of LogConfig. It was ignored."),
                judged(Specs.of("busybox").logging("syslog", Map.of())));
        assertEquals(
                List.of("Kubernetes has no counterpart of BlkioWeight. It was ignored."),
                judged(Specs.of("busybox").other("HostConfig.BlkioWeight", "10")));
        assertEquals(
                List.of(), judged(Specs.of("busybox").security(namespaces("", "", "", "host"))), "as pods have it");
        assertEquals(List.of(), judged(Specs.of("busybox").security(namespaces("", "private", "", ""))));
        assertEquals(
                List.of("Pods always have a /dev/shm. IpcMode none is taken for private."),
                judged(Specs.of("busybox").security(namespaces("", "none", "", ""))));
        Refusals.unsupported(
                "Kubernetes cannot translate devices: use a device plugin and --gpus, or a manifest",
                () -> judged(box.other("HostConfig.Devices", "[]")));
        for (Specs refused : List.of(
                Specs.of("b").network("host"),
                Specs.of("b").network("container:x"),
                Specs.of("b").security(namespaces("host", "", "", "")),
                Specs.of("b").security(namespaces("", "container:x", "", "")),
                Specs.of("b").security(namespaces("", "", "host", "")),
                Specs.of("b").security(namespaces("", "", "", "container:x")),
                Specs.of("b")
                        .endpoint(
                                "n",
                                new NetworkSpec.Endpoint(
                                        List.of(),
                                        Optional.of("10.0.0.1"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of())))) {
            var e = org.junit.jupiter.api.Assertions.assertThrows(
                    io.d2k.domain.error.EngineException.class, () -> judged(refused));
            assertEquals(io.d2k.domain.error.ErrorKind.UNSUPPORTED, e.kind());
            assertTrue(e.getMessage().contains(":"), "says what to do instead: " + e.getMessage());
        }
    }

    @Test
    void namespacesAndScoresThatDoNotExistAreRefused() {
        assertEquals(List.of(), judged(Specs.of("b").security(namespaces("", "shareable", "", ""))));
        Refusals.invalid(
                "invalid IPC mode: bogus", () -> judged(Specs.of("b").security(namespaces("", "bogus", "", ""))));
        Refusals.invalid(
                "invalid UTS mode: private", () -> judged(Specs.of("b").security(namespaces("", "", "private", ""))));
        Refusals.invalid(
                "Invalid value -1001, range for oom score adj is [-1000, 1000]",
                () -> judged(Specs.of("b").other("HostConfig.OomScoreAdj", "-1001")));
        assertEquals(
                List.of("Kubernetes has no counterpart of OomScoreAdj. It was ignored."),
                judged(Specs.of("b").other("HostConfig.OomScoreAdj", "1000")));
    }
}
