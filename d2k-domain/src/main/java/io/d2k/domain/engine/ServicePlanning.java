package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.rule.EffectiveConfigRule;
import io.d2k.domain.container.rule.MountDraft;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskFault;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.service.rule.PlacementRule;
import io.d2k.domain.service.rule.TaskFaultRule;
import io.d2k.domain.service.rule.TaskGateway;
import io.d2k.domain.service.rule.TaskPlanRule;
import io.d2k.domain.service.rule.TemplateRule;
import io.d2k.domain.swarm.NodeRoles;
import io.d2k.domain.swarm.SwarmNode;
import io.d2k.domain.system.KubernetesVersion;
import io.d2k.domain.volume.VolumeMountRule;
import io.d2k.domain.volume.VolumeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns a service into the plan of its pods: brings together what the rules need to know. */
final class ServicePlanning {
    /** The label of a task's container that names the task. */
    static final String TASK_ID = "com.docker.swarm.task.id";

    /** The label of a task's container that names its service. */
    static final String SERVICE_ID = "com.docker.swarm.service.id";

    private final ImageCatalog images;
    private final ServiceNetworks networks;
    private final ServiceVolumes volumes;
    private final VolumeFilling filling;
    private final ServiceFiles files;
    private final SwarmService swarm;
    private final EngineSettings settings;

    ServicePlanning(
            ImageCatalog images,
            NetworkLookup networks,
            ServiceVolumes volumes,
            VolumeFilling filling,
            ServiceFiles files,
            SwarmService swarm,
            EngineSettings settings) {
        this.images = images;
        this.networks = new ServiceNetworks(networks);
        this.volumes = volumes;
        this.filling = filling;
        this.files = files;
        this.swarm = swarm;
        this.settings = settings;
    }

    /** Returns what a service's image is. One that no registry knows is tried all the same, as a swarm does. */
    ImageCatalog.Resolved image(ContainerSpec spec, Optional<RegistryAuth> auth) {
        return named(known(spec.image(), auth), spec, auth);
    }

    /**
     * Returns an image with what the names of users and groups that its tasks run as stand for.
     *
     * @throws EngineException where that cannot be found out
     */
    ImageCatalog.Resolved named(ImageCatalog.Resolved image, ContainerSpec spec, Optional<RegistryAuth> auth) {
        return images.named(image, spec, auth);
    }

    private ImageCatalog.Resolved known(String reference, Optional<RegistryAuth> auth) {
        try {
            auth.ifPresent(a -> images.admit(ImageReference.parse(reference), a));
            return images.resolve(reference, auth);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            return images.unknown(reference);
        }
    }

    /**
     * Returns the networks that a service asks for, with the names that its tasks have there.
     *
     * @throws EngineException in Docker's words
     */
    List<Attachment> networks(ServiceSpec spec) {
        return networks.of(spec);
    }

    /**
     * Checks what can be checked before anything is made. What tasks will lack is told to whoever asks for tasks: a service
     * without any lacks nothing yet.
     *
     * @throws EngineException in Docker's words
     */
    void check(ServiceRecord record, Warnings warnings) {
        drafts(record, sample(record));
        Warnings ofTasks = record.spec().mode().idle() ? new Warnings() : warnings;
        TaskPlanRule.judge(record.spec().task().restart(), ofTasks);
        TaskPlanRule.translate(inputs(record, sample(record), List.of(), List.of(), ofTasks), ofTasks);
    }

    /**
     * Returns why no task of a service can run, as far as its tasks are to tell; nothing where they may.
     *
     * @throws EngineException for what Kubernetes cannot run
     */
    Optional<TaskFault> fault(ServiceRecord record) {
        ContainerSpec spec = filled(record, sample(record));
        return TaskFaultRule.of(
                        spec,
                        record.spec().task().files(),
                        config(record, spec),
                        record.image().map(ImageFacts::accounts).orElse(Accounts.NONE),
                        swarm.roles().nodes())
                .or(() -> files.fault(record, sample(record)));
    }

    /**
     * Looks for the secrets and configs of a service that is asked for. One that goes back to what it was need not have them
     * any more.
     *
     * @throws EngineException for what does not exist, in Docker's words
     */
    void requireFiles(ServiceSpec spec) {
        files.requireAll(spec);
    }

    /**
     * Returns the same as {@link #fault} of a service that is asked for, which is taken all the same.
     *
     * @throws EngineException for what Kubernetes cannot run; where there is no cluster, and so nobody who asks for tasks,
     *     for a fault, too
     */
    Optional<TaskFault> accepted(ServiceRecord record) {
        Optional<TaskFault> fault = fault(record);
        if (fault.isPresent() && !KubernetesVersion.ofCluster(swarm.serverVersion())) {
            throw EngineException.invalid(fault.get().words());
        }
        return fault;
    }

    /**
     * Returns the record of tasks that have a form of their own, with what these are to fill; one whose tasks stay what
     * they are, or become what they were, is returned as it is.
     *
     * @param before the revision of the tasks that are there, 0 for none
     */
    ServiceRecord filling(ServiceRecord record, int before, Warnings warnings) {
        return record.revision() == before || record.template() != record.revision()
                ? record
                : record.withFills(filling.ofTasks(
                        record.spec().task().container().image(),
                        record.image(),
                        drafts(record, sample(record)),
                        warnings));
    }

    private static TaskFacts sample(ServiceRecord record) {
        return TaskFacts.differ(record.spec()) ? TaskFacts.sample(record.spec()) : TaskFacts.NONE;
    }

    /** Returns the plan without what tasks mount: makes nothing. */
    TaskPlan outline(ServiceRecord record) {
        Warnings unheard = new Warnings();
        return TaskPlanRule.translate(inputs(record, sample(record), List.of(), List.of(), unheard), unheard);
    }

    /**
     * Returns the plan of all tasks. Where each has its own, that of the last; what is called by a node or a task is made with
     * the task.
     *
     * @param made takes the volumes that were made for it
     */
    TaskPlan plan(ServiceRecord record, List<VolumeRecord> made) {
        if (!TaskFacts.differ(record.spec())) {
            return plan(record, TaskFacts.NONE, made);
        }
        TaskPlan plan = outline(record);
        boolean unknown = TaskFacts.ofNodes(record.spec()) || TaskFacts.ofTasks(record.spec());
        long slots = unknown ? 0 : TaskPlanRule.replicas(record.spec().mode());
        for (int slot = 1; slot <= slots; slot++) {
            plan = plan(record, TaskFacts.ofSlot(slot), made);
        }
        return plan;
    }

    /**
     * Returns the plan of one task.
     *
     * @param task what is known of it
     * @param made takes the volumes that were made for it
     */
    TaskPlan plan(ServiceRecord record, TaskFacts task, List<VolumeRecord> made) {
        Warnings unheard = new Warnings(); // they were told when the service was made or changed
        List<Mount> mounts = new ArrayList<>();
        List<Mount> fills = new ArrayList<>();
        for (MountDraft draft : drafts(record, task)) {
            Optional<VolumeRecord> volume =
                    draft instanceof MountDraft.Named n ? Optional.of(volumes.ensure(n, made)) : Optional.empty();
            Mount mount = ServiceVolumes.mount(draft, volume);
            mounts.add(mount);
            if (record.fills().contains(draft.target()) && volume.stream().allMatch(v -> fillable(record, v))) {
                fills.add(mount);
            }
        }
        return TaskPlanRule.translate(inputs(record, task, mounts, fills, unheard), unheard);
    }

    /** Pods that d2k makes itself have no template that has to stay what it is, so that what is filled is left out. */
    private static boolean fillable(ServiceRecord record, VolumeRecord volume) {
        return !VolumeMountRule.readOnly(volume) && (record.workload() != WorkloadType.PODS || !volume.filled());
    }

    private TaskPlanRule.Inputs inputs(
            ServiceRecord record, TaskFacts task, List<Mount> mounts, List<Mount> fills, Warnings warnings) {
        return new TaskPlanRule.Inputs(
                record,
                settings.gpuResource(),
                TaskGateway.of( // the only node may get company, and plans have to stay what they are
                        settings.hostGateway(),
                        swarm.roles().nodes().stream().map(SwarmNode::node).toList()),
                settings.engineAddress(),
                swarm::serverVersion,
                mounts,
                fills,
                images.pullSecrets(record.spec().task().container().image()),
                files.of(record, task),
                scheduling(record, warnings),
                task);
    }

    /** Returns where the tasks of a service may run. */
    Scheduling scheduling(ServiceRecord record, Warnings warnings) {
        return PlacementRule.translate(record.spec().task().placement(), swarm.roles(), warnings);
    }

    /**
     * Returns whether the tasks of a service may stay where they are when it is asked for like that. What a template of
     * Kubernetes' says of nodes cannot be changed without new pods.
     *
     * @param tasks those that there are
     */
    boolean fits(ServiceRecord before, ServiceSpec asked, List<Task> tasks) {
        long most = asked.task().placement().maxReplicas();
        // the only one on a node keeps others of the service away for as long as it lives
        boolean alone = before.spec().task().placement().maxReplicas() == 1 && most != 1;
        if (before.workload() != WorkloadType.PODS || asked.workload() != WorkloadType.PODS || alone) {
            return false;
        }
        NodeRoles roles = swarm.roles();
        Scheduling scheduling = PlacementRule.translate(asked.task().placement(), roles, new Warnings());
        Set<String> fit = roles.nodes().stream()
                .filter(n -> scheduling.allows(n.node().labels()))
                .map(SwarmNode::name)
                .collect(Collectors.toSet());
        return tasks.stream().filter(t -> !t.over()).map(Task::node).allMatch(fit::contains);
    }

    private List<MountDraft> drafts(ServiceRecord record, TaskFacts task) {
        ContainerSpec spec = filled(record, task);
        return volumes.drafts(spec.storage(), config(record, spec));
    }

    private static ContainerSpec filled(ServiceRecord record, TaskFacts task) {
        return new TemplateRule(record, task).fill(record.spec().task().container());
    }

    private static EffectiveConfig config(ServiceRecord record, ContainerSpec spec) {
        return EffectiveConfigRule.join(record.id(), spec, record.image().map(ImageFacts::config));
    }

    /** Takes back the volumes that were made for a service which could not be made. */
    void undo(List<VolumeRecord> made, RuntimeException because) {
        volumes.undo(made, because);
    }

    /** Returns labels that every task's container has. */
    static Map<String, String> swarmLabels(ServiceRecord service, String taskId, String taskName, String nodeId) {
        return Map.of(
                "com.docker.swarm.node.id",
                nodeId,
                SERVICE_ID,
                service.id(),
                "com.docker.swarm.service.name",
                service.name(),
                "com.docker.swarm.task",
                "",
                TASK_ID,
                taskId,
                "com.docker.swarm.task.name",
                taskName);
    }
}
