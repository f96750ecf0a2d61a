package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of DESIGN.md section 4. */
class WorkloadRuleTest {
    private static final WorkloadKind D = WorkloadKind.DEPLOYMENT;
    private static final WorkloadKind R = WorkloadKind.RUN_ONCE;

    private static Specs image() {
        return Specs.of("web");
    }

    private static Specs command() {
        return Specs.of("web").cmd("migrate");
    }

    static Stream<Arguments> cases() {
        String service = "com.docker.compose.service";
        String oneOff = "com.docker.compose.oneoff";
        return Stream.of(
                arguments("always", D, D, command().restart(Mode.ALWAYS, 0)),
                arguments("unless-stopped", D, D, command().restart(Mode.UNLESS_STOPPED, 0)),
                arguments("always with a terminal", D, D, command().tty().restart(Mode.ALWAYS, 0)),
                arguments("on-failure", R, R, image().onFailure(3)),
                arguments("on-failure with ports", R, R, image().expose(80).onFailure(0)),
                arguments("the image's own command", D, D, image()),
                arguments("a command of its own", R, D, command()),
                arguments("an entrypoint of its own", R, D, image().entrypoint("sh")),
                arguments("an empty command is the image's", D, D, image().cmd()),
                arguments("a command, but it publishes", D, D, command().publish("", "80", 80)),
                arguments("a command, but it publishes all", D, D, command().publishAll()),
                arguments("a command, but it exposes", D, D, command().expose(80)),
                arguments("a command, but it is checked", D, D, command().healthcheck("CMD", "true")),
                arguments("a command, its check switched off", R, D, command().healthcheck("NONE")),
                arguments("--rm", R, R, image().rm()),
                arguments("--rm with ports", R, R, image().expose(80).rm()),
                arguments("foreground", R, D, image().attached()),
                arguments("interactive", R, D, image().stdin()),
                arguments("a terminal", R, D, image().tty()),
                arguments("compose attaches to all", D, D, image().attached().label(service, "web")),
                arguments(
                        "compose, a command of its own",
                        R,
                        D,
                        command().attached().label(service, "job")),
                arguments("compose one-off", R, D, image().label(service, "web").label(oneOff, "True")),
                arguments(
                        "compose, not one-off",
                        D,
                        D,
                        image().label(service, "web").label(oneOff, "False")),
                arguments("said to be a job", R, R, image().expose(80).label(WorkloadRule.LABEL, "job")),
                arguments(
                        "said to be a job, always",
                        R,
                        R,
                        image().restart(Mode.ALWAYS, 0).label(WorkloadRule.LABEL, "job")),
                arguments("said to be a deployment", D, D, command().rm().label(WorkloadRule.LABEL, "deployment")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void decides(String what, WorkloadKind expected, WorkloadKind preferringDeployments, Specs spec) {
        var config = EffectiveConfigRule.join("c".repeat(64), spec.spec(), Optional.<ImageConfig>empty());
        assertEquals(expected, WorkloadRule.decide(spec.spec(), config, false), what);
        assertEquals(preferringDeployments, WorkloadRule.decide(spec.spec(), config, true), what);
    }

    @Test
    void theLabelSaysOneOfTwo() {
        var spec = image().label(WorkloadRule.LABEL, "pod").spec();
        var config = EffectiveConfigRule.join("c".repeat(64), spec, Optional.<ImageConfig>empty());
        Refusals.invalid(
                "invalid label d2k.io/workload=pod: use 'deployment' or 'job'",
                () -> WorkloadRule.decide(spec, config, false));
    }
}
