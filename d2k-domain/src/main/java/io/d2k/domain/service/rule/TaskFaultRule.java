package io.d2k.domain.service.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.rule.CapabilityRule;
import io.d2k.domain.container.rule.EnvRule;
import io.d2k.domain.container.rule.HostCpuRule;
import io.d2k.domain.container.rule.HostsRule;
import io.d2k.domain.container.rule.LogValueRule;
import io.d2k.domain.container.rule.LoggingRule;
import io.d2k.domain.container.rule.MountRule;
import io.d2k.domain.container.rule.PodPlanRule;
import io.d2k.domain.container.rule.ResourceRule;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.container.rule.SysctlRule;
import io.d2k.domain.container.rule.TmpfsRule;
import io.d2k.domain.container.rule.UserRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.TaskFault;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.volume.VolumeDriverRule;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of a service only its tasks tell, in the order in which a swarm comes upon it: its manager looks for a node with
 * the drivers, the node's agent reads the mounts (moby {@code daemon/cluster/executor/container/validate.go}), and the
 * engine makes the container and starts it.
 */
public final class TaskFaultRule {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

    /** What {@code host-gateway} stands for is no fault of the service. */
    private static final Optional<String> ANY_GATEWAY = Optional.of("0.0.0.0");

    private TaskFaultRule() {}

    /**
     * Judges.
     *
     * @param spec the container of a task
     * @param files its secrets and configs
     * @param config the same with what the image says
     * @param accounts what the image's names of users and groups stand for
     * @param nodes the nodes that there are, as far as they may be seen
     * @return nothing where Kubernetes may run it
     * @throws EngineException for what Docker may run, and Kubernetes cannot
     */
    public static Optional<TaskFault> of(
            ContainerSpec spec,
            List<FileReference> files,
            EffectiveConfig config,
            Accounts accounts,
            Collection<SwarmNode> nodes) {
        if (!drivers(spec)) {
            return Optional.of(TaskFault.NO_PLUGIN);
        }
        return mounts(spec.storage().mounts())
                .map(TaskFault::unresolved)
                .or(() -> creation(spec, config, nodes).map(TaskFault::rejected))
                .or(() -> start(spec, files, accounts).map(TaskFault::unstartable));
    }

    private static boolean drivers(ContainerSpec spec) {
        return LoggingRule.known(spec.logging().driver())
                && spec.storage().mounts().stream()
                        .filter(m -> m.type().equals("volume"))
                        .allMatch(m -> VolumeDriverRule.served(m.driver()));
    }

    private static Optional<String> mounts(List<MountRequest> mounts) {
        for (MountRequest m : mounts) {
            boolean absolute = m.source().startsWith("/");
            if (!m.target().startsWith("/")) {
                return Optional.of("invalid mount target, must be an absolute path: " + m.target());
            }
            if (m.type().equals("bind") && !absolute) {
                return Optional.of("invalid bind mount source, must be an absolute path: " + m.source());
            }
            if (m.type().equals("volume") && absolute) {
                return Optional.of("invalid volume mount source, must not be an absolute path: " + m.source());
            }
            if (m.type().equals("tmpfs") && !m.source().isEmpty()) {
                return Optional.of("invalid tmpfs source, source must be empty");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> creation(ContainerSpec spec, EffectiveConfig config, Collection<SwarmNode> nodes) {
        return refusal(() -> EnvRule.translate(spec.process().env(), List.of(), new Warnings()))
                .or(() -> refusal(() -> Signal.checkStop(spec.process())))
                .or(() -> refusal(() -> PodPlanRule.requireAbsolute(config.workingDir())))
                .or(() -> refusal(() -> HostsRule.byKubelet(spec.networks().extraHosts(), ANY_GATEWAY)))
                .or(() -> HostCpuRule.refusal(
                        spec.resources().nanoCpus(),
                        nodes.stream().map(SwarmNode::node).toList()))
                .or(() -> refusal(
                        () -> CapabilityRule.translate("CapAdd", spec.security().capAdd())))
                .or(() -> refusal(() ->
                        CapabilityRule.translate("CapDrop", spec.security().capDrop())))
                .or(() -> refusal(() -> LoggingRule.check(spec.logging())))
                .or(() -> refusal(() -> ResourceRule.check(spec.resources())))
                .or(() -> refusal(() -> MountRule.translate(spec.storage(), List.of(), config.volumes())));
    }

    /** Returns Docker's words for what is refused; what is not Docker's refusal is that of the whole service. */
    private static Optional<String> refusal(Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.INVALID) {
                throw e;
            }
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> start(ContainerSpec spec, List<FileReference> files, Accounts accounts) {
        return files.stream()
                .flatMap(f -> Stream.of(f.uid(), f.gid()))
                .filter(owner -> !NUMBER.matcher(owner).matches())
                .findFirst()
                .map(owner -> "strconv.Atoi: parsing \"" + owner + "\": invalid syntax")
                .or(() ->
                        UserRule.refusal(spec.process().user(), spec.security().groupAdd(), accounts))
                .or(() -> HostsRule.refusal(spec.networks().dns()))
                .or(() -> TmpfsRule.refusal(spec.storage()))
                .or(() -> LogValueRule.refusal(spec.logging()))
                .or(() -> SysctlRule.refusal(spec.security().sysctls()));
    }
}
