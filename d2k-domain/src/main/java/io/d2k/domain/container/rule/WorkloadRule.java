package io.d2k.domain.container.rule;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Healthcheck;

/**
 * Decides what stands for a container in the cluster: a Deployment for what is meant to keep running, one pod a start for
 * what must run at most once.
 */
public final class WorkloadRule {
    /** The label that overrides the rule: {@code deployment} or {@code job}. */
    public static final String LABEL = "d2k.io/workload";

    private static final String ONE_OFF_LABEL = "com.docker.compose.oneoff";
    private static final String COMPOSE_LABEL = "com.docker.compose.service";

    private WorkloadRule() {}

    /**
     * Decides.
     *
     * @param config the request joined with its image
     * @param preferDeployment whether {@code D2K_WORKLOAD=deployment} is set
     * @throws EngineException when the label says something else
     */
    public static WorkloadKind decide(ContainerSpec spec, EffectiveConfig config, boolean preferDeployment) {
        String asked = spec.labels().getOrDefault(LABEL, "");
        return switch (asked) {
            case "deployment" -> WorkloadKind.DEPLOYMENT;
            case "job" -> WorkloadKind.RUN_ONCE;
            case "" -> byNature(spec, config, preferDeployment);
            default ->
                throw EngineException.invalid("invalid label " + LABEL + "=" + asked + ": use 'deployment' or 'job'");
        };
    }

    private static WorkloadKind byNature(ContainerSpec spec, EffectiveConfig config, boolean preferDeployment) {
        RestartPolicy restart = spec.restart();
        if (restart.keepsRunning()) {
            return WorkloadKind.DEPLOYMENT;
        }
        if (restart.mode() == RestartPolicy.Mode.ON_FAILURE || spec.autoRemove()) {
            return WorkloadKind.RUN_ONCE;
        }
        if (preferDeployment) {
            return WorkloadKind.DEPLOYMENT;
        }
        return foreground(spec) || !looksLikeService(spec, config) ? WorkloadKind.RUN_ONCE : WorkloadKind.DEPLOYMENT;
    }

    private static boolean foreground(ContainerSpec spec) {
        if (spec.labels().getOrDefault(ONE_OFF_LABEL, "").equalsIgnoreCase("true")) {
            return true;
        }
        if (spec.process().openStdin() || spec.process().tty()) {
            return true;
        }
        // Compose attaches to all that it makes, detached or not
        boolean composeService = spec.labels().containsKey(COMPOSE_LABEL);
        return !composeService
                && (spec.process().attachStdout() || spec.process().attachStderr());
    }

    private static boolean looksLikeService(ContainerSpec spec, EffectiveConfig config) {
        boolean ownCommand = spec.process().cmd().filter(c -> !c.isEmpty()).isPresent()
                || spec.process().entrypoint().isPresent();
        boolean checked = config.healthcheck().filter(Healthcheck::checks).isPresent();
        boolean ports = !spec.networks().portBindings().isEmpty()
                || spec.networks().publishAllPorts()
                || !spec.networks().exposedPorts().isEmpty();
        return ports || checked || !ownCommand;
    }
}
