package io.d2k.domain.service.rule;

import io.d2k.domain.Ids;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.PodPlan.Probe;
import io.d2k.domain.container.PodPlan.Start;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.EffectiveConfigRule;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.container.rule.PodPlanRule;
import io.d2k.domain.container.rule.UserRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPlan.FileMount;
import io.d2k.domain.service.TaskPlan.HostPort;
import io.d2k.domain.service.TaskPlan.NodeEnv;
import io.d2k.domain.service.TaskPlan.Rollout;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.service.WorkloadType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A service to its pods and what makes them. The pod itself comes from the rules of {@code docker run}: a task is a
 * container.
 */
public final class TaskPlanRule {
    private TaskPlanRule() {}

    /**
     * What is known when a service is translated.
     *
     * @param record the service
     * @param gpuResource the extended resource that stands for a GPU, where configured
     * @param gateway what {@code host-gateway} stands for in its tasks
     * @param engineAddress by which its tasks reach this engine, where configured
     * @param server tells the version of the cluster; asked only where it matters
     * @param mounts what its tasks mount
     * @param fills those of them that they fill from the image
     * @param pullSecrets names of the credentials that its image is pulled with
     * @param files its secrets and configs
     * @param scheduling where its tasks may run
     * @param task what is known of the task, where the pod is made for one
     */
    public record Inputs(
            ServiceRecord record,
            Optional<String> gpuResource,
            TaskGateway gateway,
            Optional<String> engineAddress,
            Supplier<String> server,
            List<Mount> mounts,
            List<Mount> fills,
            List<String> pullSecrets,
            List<FileMount> files,
            Scheduling scheduling,
            TaskFacts task) {
        /** Copies the lists. */
        public Inputs {
            mounts = List.copyOf(mounts);
            fills = List.copyOf(fills);
            pullSecrets = List.copyOf(pullSecrets);
            files = List.copyOf(files);
        }
    }

    /**
     * Translates.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    public static TaskPlan translate(Inputs in, Warnings warnings) {
        ServiceRecord record = in.record();
        TemplateRule templates = new TemplateRule(record, in.task());
        ContainerSpec spec = planned(templates.fill(record.spec().task().container()), in.gateway());
        WorkloadType type = record.workload();
        UserRule.refusal(
                        spec.process().user(),
                        spec.security().groupAdd(),
                        record.image().map(ImageFacts::accounts).orElse(Accounts.NONE))
                .ifPresent(why -> {
                    throw EngineException.invalid(why);
                });
        EffectiveConfig config =
                EffectiveConfigRule.join(record.id(), spec, record.image().map(ImageFacts::config));
        PodPlan pod = PodPlanRule.translate(
                new PodPlanRule.Inputs(
                        record.id(),
                        spec,
                        config,
                        record.image(),
                        type == WorkloadType.PODS ? WorkloadKind.RUN_ONCE : WorkloadKind.DEPLOYMENT,
                        record.imageToRun(),
                        "",
                        in.gpuResource(),
                        in.gateway().planned(),
                        in.engineAddress(),
                        in.server(),
                        in.mounts(),
                        in.fills(),
                        false,
                        in.pullSecrets()),
                warnings);
        List<EnvVar> env = new ArrayList<>();
        List<NodeEnv> nodeEnv = new ArrayList<>();
        for (EnvVar e : pod.env()) {
            templates.plain(e).ifPresent(env::add);
            templates.ofNode(e).ifPresent(nodeEnv::add);
        }
        // names with dots are in the tasks' hosts files, so no domain but those of its networks is asked
        PodPlan.Dns dns = pod.dns().withNames(NameRule.scope(record.networks(), List.of()));
        // Kubernetes' controllers make all pods alike, so that each task has the name of its pod: one for all would be
        // none
        String own = in.task().taskId().map(Task::containerId).map(Ids::brief).orElse("");
        String hostname = spec.process().hostname().isEmpty() ? own : pod.hostname();
        UpdateConfig update = TaskTurnRule.config(record);
        return new TaskPlan(
                type,
                record.revision(),
                record.template(),
                replicas(record.spec().mode()),
                rollout(update, type, warnings),
                pod.withEnv(env).withHostname(hostname).withDns(dns),
                nodeEnv,
                pod.readiness().flatMap(p -> liveness(p, config.healthcheck())),
                in.scheduling(),
                in.files(),
                record.ports().stream()
                        .filter(p -> p.host())
                        .map(p -> new HostPort(p.target(), p.published()))
                        .toList(),
                record.status().filter(s -> s.state().paused()).isPresent());
    }

    /** Returns how many tasks a service has at most at one time; 0 where the nodes decide. */
    public static long replicas(ServiceMode mode) {
        return switch (mode) {
            case ServiceMode.Replicated r -> r.replicas();
            case ServiceMode.ReplicatedJob j -> j.totalCompletions();
            case ServiceMode.Global g -> 0;
            case ServiceMode.GlobalJob j -> 0;
        };
    }

    private static ContainerSpec planned(ContainerSpec spec, TaskGateway gateway) {
        return spec.with(
                spec.networks().withExtraHosts(gateway.planned(spec.networks().extraHosts())));
    }

    private static Rollout rollout(UpdateConfig update, WorkloadType type, Warnings warnings) {
        if (type == WorkloadType.DAEMON_SET && update.startFirst()) {
            warnings.add("Kubernetes replaces the tasks of a global service one after the other on each node:"
                    + " update order start-first was ignored.");
        }
        if (type == WorkloadType.DAEMON_SET && !update.delay().isZero()) {
            warnings.add(
                    "Kubernetes does not wait between the tasks of a global service: the update delay was ignored.");
        }
        return new Rollout(update.parallelism(), update.startFirst(), update.delay(), 0);
    }

    /** A swarm replaces what is unhealthy, other than {@code docker run}. */
    private static Optional<Probe> liveness(Probe readiness, Optional<Healthcheck> check) {
        Duration patience = check.map(Healthcheck::startPeriod)
                .orElse(Duration.ZERO)
                .plus(readiness.period().multipliedBy(readiness.failures()));
        Optional<Start> start = readiness
                .start()
                .map(s -> new Start(s.period(), (int) Math.ceilDiv(
                        patience.toMillis(), Math.max(1000, s.period().toMillis()))));
        return Optional.of(
                new Probe(readiness.command(), readiness.period(), readiness.timeout(), readiness.failures(), start));
    }

    /** Warns of what a restart condition cannot be on Kubernetes. */
    public static void judge(RestartCondition restart, Warnings warnings) {
        if (!restart.window().isZero() && restart.maxAttempts() >= TaskLedgerRule.MOST) {
            warnings.add("d2k knows the last " + TaskLedgerRule.MOST + " tasks of a place: once as many restarts"
                    + " fall into the restart window, all restarts count, however long ago.");
        }
    }
}
