package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.Seccomp;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The joined config and the whole pod. */
class PlanRulesTest {
    private static final String ID = "abcdef0123456789".repeat(4);
    private static final Healthcheck IMAGE_CHECK = new Healthcheck(
            List.of("CMD", "image"), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, 4);
    private static final ImageConfig IMAGE = new ImageConfig(
            List.of("/entry"),
            List.of("serve"),
            List.of("PATH=/bin", "A=1"),
            "/srv",
            "33",
            List.of(new Port(80, Protocol.TCP)),
            List.of("/state"),
            Map.of("from", "image", "both", "image"),
            "QUIT",
            Optional.of(IMAGE_CHECK));

    private static EffectiveConfig join(Specs spec) {
        return EffectiveConfigRule.join(ID, spec.spec(), Optional.of(IMAGE));
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                // request, entrypoint and cmd as shown, command and args of the pod
                arguments(Specs.of("x"), "[/entry] [serve]", "[] []"),
                arguments(Specs.of("x").cmd("own", "a b"), "[/entry] [own, a b]", "[] [own, a b]"),
                arguments(Specs.of("x").cmd(), "[/entry] [serve]", "[] []"),
                arguments(Specs.of("x").entrypoint("sh"), "[sh] null", "[sh] []"),
                arguments(Specs.of("x").entrypoint("sh").cmd("-c", "x"), "[sh] [-c, x]", "[sh] [-c, x]"),
                arguments(Specs.of("x").entrypoint("").cmd("own"), "null [own]", "[own] []"),
                arguments(Specs.of("x").entrypoint(""), "null null", "[] []"),
                arguments(Specs.of("x").entrypoint(), "null [serve]", "[serve] []"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void entrypointAndCmdAreJoinedAsInMoby(Specs spec, String shown, String run) {
        EffectiveConfig c = join(spec);
        assertEquals(
                shown,
                c.entrypoint().map(Object::toString).orElse("null") + " "
                        + c.cmd().map(Object::toString).orElse("null"));
        PodPlan plan = plan(spec, new Warnings());
        assertEquals(run, plan.command() + " " + plan.args());
    }

    @Test
    void theRestIsJoinedAsInMoby() {
        EffectiveConfig plain = join(Specs.of("x"));
        assertEquals(List.of("PATH=/bin", "A=1"), plain.env());
        assertEquals("/srv", plain.workingDir());
        assertEquals("33", plain.user());
        assertEquals("abcdef012345", plain.hostname());
        assertEquals("QUIT", plain.stopSignal());
        assertEquals(Optional.of(IMAGE_CHECK), plain.healthcheck());
        EffectiveConfig own = join(Specs.of("x")
                .env("A=2", "B")
                .workingDir("/own/./x/..//")
                .user("5")
                .hostname("host")
                .stopSignal("TERM")
                .label("both", "own")
                .expose(443)
                .publish("", "8080", 8080)
                .storage(new StorageSpec(List.of(), List.of(), Map.of(), List.of("/own"), List.of(), ""))
                .healthcheck(new Healthcheck(
                        List.of(), Duration.ofSeconds(9), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0)));
        assertEquals(List.of("A=2", "B", "PATH=/bin"), own.env());
        assertEquals("/own", own.workingDir());
        assertEquals("5", own.user());
        assertEquals("host", own.hostname());
        assertEquals("TERM", own.stopSignal());
        assertEquals(Map.of("from", "image", "both", "own"), own.labels());
        assertEquals(
                List.of(80, 443, 8080),
                own.exposedPorts().stream().map(Port::number).toList());
        assertEquals(List.of("/own", "/state"), own.volumes());
        assertEquals(
                Optional.of(new Healthcheck(
                        List.of("CMD", "image"),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        Duration.ZERO,
                        4)),
                own.healthcheck());
        EffectiveConfig unknown = EffectiveConfigRule.join(ID, Specs.of("x").spec(), Optional.empty());
        assertEquals(List.of(), unknown.argv());
    }

    private static PodPlan plan(Specs spec, Warnings warnings) {
        return plan(spec, WorkloadKind.RUN_ONCE, "", warnings);
    }

    private static PodPlan plan(Specs spec, WorkloadKind kind, String platform, Warnings warnings) {
        return plan(spec, kind, platform, "v1.34.1", warnings);
    }

    private static PodPlan plan(Specs spec, WorkloadKind kind, String platform, String server, Warnings warnings) {
        return PodPlanRule.translate(
                new PodPlanRule.Inputs(
                        ID,
                        spec.spec(),
                        join(spec),
                        Optional.of(FakeStores.Images.facts('a', IMAGE)),
                        kind,
                        "x@sha256:1",
                        platform,
                        Optional.empty(),
                        Optional.of("10.0.0.254"),
                        Optional.empty(),
                        () -> server,
                        List.of(),
                        List.of(),
                        false,
                        List.of("login")),
                warnings);
    }

    @Test
    void aPodIsPlanned() {
        Warnings warnings = new Warnings();
        PodPlan p = plan(Specs.of("x").env("A=2").tty().stdin().user("7:8").stopTimeout(3), warnings);
        assertEquals("x@sha256:1", p.image());
        assertEquals(List.of(new PodPlan.EnvVar("A", "2")), p.env());
        assertEquals("", p.workingDir(), "the image's");
        assertEquals("abcdef012345", p.hostname());
        assertEquals(Duration.ofSeconds(3), p.grace());
        assertEquals(PodPlan.Restart.NEVER, p.restart());
        assertEquals(Optional.of(7L), p.identity().uid());
        assertEquals(
                Map.of("net.ipv4.ip_unprivileged_port_start", "0"),
                p.privileges().sysctls());
        assertEquals(
                Map.of(), plan(Specs.of("x").user("0"), warnings).privileges().sysctls());
        assertEquals(List.of("image"), p.readiness().orElseThrow().command());
        assertEquals(List.of(), warnings.list());
        PodPlan d = plan(Specs.of("x").stopTimeout(-1), WorkloadKind.DEPLOYMENT, "linux/arm64/v8", warnings);
        assertEquals(PodPlan.Restart.ALWAYS, d.restart());
        assertEquals(Duration.ofDays(1), d.grace());
        assertEquals(Map.of("kubernetes.io/os", "linux", "kubernetes.io/arch", "arm64"), d.nodeSelector());
        assertEquals(Duration.ofSeconds(10), plan(Specs.of("x"), warnings).grace());
    }

    @Test
    void plansAreRefused() {
        Refusals.invalid(
                "the working directory 'relative' is invalid, it needs to be an absolute path",
                () -> plan(Specs.of("x").workingDir("relative"), new Warnings()));
        Refusals.invalid(
                "\"windows/amd64\": unsupported platform: d2k runs linux images only",
                () -> plan(Specs.of("x"), WorkloadKind.RUN_ONCE, "windows/amd64", new Warnings()));
    }

    /** Clusters before 1.30, and manifests that are for any, have no field for it. */
    @ParameterizedTest
    @CsvSource({"v1.34.1, true", "v1.30.0, true", "v1.29.9, false", "manifests, false"})
    void appArmorIsLeftOffWhereAPodCanSaySo(String server, boolean known) {
        Warnings warnings = new Warnings();
        PodPlan p = plan(Specs.of("x").securityOpt("apparmor=unconfined"), WorkloadKind.RUN_ONCE, "", server, warnings);
        assertEquals(known, p.privileges().appArmorOff());
        assertEquals(known ? 0 : 1, warnings.list().size());
    }

    @Test
    void sharedMemoryAndSecurityOptions() {
        Warnings warnings = new Warnings();
        ResourceSpec shm = new ResourceSpec(0, 0, 0, 0, 0, 0, 0, 0, 128 << 20, List.of());
        assertEquals(
                List.of(new Mount.Memory("/dev/shm", 128 << 20, false)),
                plan(Specs.of("x").resources(shm), warnings).mounts());
        ResourceSpec usual = new ResourceSpec(0, 0, 0, 0, 0, 0, 0, 0, 64 << 20, List.of());
        PodPlan common = plan(Specs.of("x").resources(usual), warnings);
        assertEquals(List.of(), common.mounts());
        assertEquals(Seccomp.OF_RUNTIME, common.privileges().seccomp());
        SecuritySpec options = new SecuritySpec(
                true,
                List.of("NET_ADMIN"),
                List.of(),
                List.of(),
                true,
                List.of("no-new-privileges:true", "label=disable", "seccomp={\"defaultAction\":\n1}"),
                Map.of(),
                true,
                "",
                "",
                "",
                "",
                "");
        PodPlan p = plan(Specs.of("x").security(options), warnings);
        assertEquals(false, p.privileges().noNewPrivileges());
        assertEquals(true, p.privileges().privileged());
        assertEquals(Seccomp.OF_NODE, p.privileges().seccomp());
        assertEquals(true, p.privileges().readOnlyRoot());
        assertEquals(true, p.sharedPid());
        assertEquals(
                List.of(
                        "Security option seccomp={...} has no counterpart in d2k. It was ignored.",
                        "A privileged pod may always gain privileges. no-new-privileges was ignored."),
                warnings.list());
        Warnings unprivileged = new Warnings();
        plan(Specs.of("x").securityOpt("label=disable"), unprivileged);
        assertEquals(
                List.of("Security option label=disable has no counterpart in d2k. It was ignored."),
                unprivileged.list());
        for (String[] wrong :
                new String[][] {{"nosuch=x", "2"}, {"nosuch", "1"}, {"label", "1"}, {"no-new-privileges=x", "2"}}) {
            Refusals.refused(
                    ErrorKind.UNCLASSED,
                    "invalid --security-opt " + wrong[1] + ": \"" + wrong[0] + "\"",
                    () -> plan(Specs.of("x").securityOpt(wrong[0]), new Warnings()));
        }
        assertEquals(
                true,
                plan(Specs.of("x").securityOpt("no-new-privileges"), warnings)
                        .privileges()
                        .noNewPrivileges());
    }
}
