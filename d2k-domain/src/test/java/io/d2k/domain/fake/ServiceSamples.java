package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.service.EndpointSpec;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.HandEnding;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskSpec;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.service.rule.ServiceChangeRule;
import io.d2k.domain.service.rule.ServiceChangeRule.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds services for tests. Times are seconds after {@link TestClock#START}. */
public final class ServiceSamples {
    private String name = "web";
    private ServiceMode mode = new ServiceMode.Replicated(1);
    private Specs container = Specs.of("web:1");
    private RestartCondition restart = RestartCondition.DEFAULT;
    private Placement placement = Placement.ANYWHERE;
    private UpdateConfig update = UpdateConfig.DEFAULT;
    private EndpointSpec endpoint = new EndpointSpec(false, List.of());
    private List<TaskSpec.NetworkTarget> networks = List.of();
    private List<FileReference> files = List.of();
    private String document = "{}";

    private ServiceSamples() {}

    /** Begins a service {@code web} with one replica. */
    public static ServiceSamples web() {
        return new ServiceSamples();
    }

    /** Sets the name. */
    public ServiceSamples named(String newName) {
        name = newName;
        return this;
    }

    /** Sets the mode. */
    public ServiceSamples mode(ServiceMode newMode) {
        mode = newMode;
        return this;
    }

    /** Sets the number of replicas. */
    public ServiceSamples replicas(long count) {
        return mode(new ServiceMode.Replicated(count));
    }

    /** Sets the container. */
    public ServiceSamples container(Specs specs) {
        container = specs;
        return this;
    }

    /** Sets when tasks are replaced, without delay. */
    public ServiceSamples restart(RestartCondition.When when, int attempts) {
        restart = new RestartCondition(when, java.time.Duration.ZERO, attempts, java.time.Duration.ZERO);
        return this;
    }

    /** Sets how long a restart waits. */
    public ServiceSamples restartDelay(java.time.Duration delay) {
        restart = new RestartCondition(restart.when(), delay, restart.maxAttempts(), restart.window());
        return this;
    }

    /** Sets where tasks run. */
    public ServiceSamples placement(Placement newPlacement) {
        placement = newPlacement;
        return this;
    }

    /** Sets how tasks are replaced. */
    public ServiceSamples update(UpdateConfig config) {
        update = config;
        return this;
    }

    /** Sets how it is reached. */
    public ServiceSamples endpoint(boolean roundRobin, PublishedTarget... ports) {
        endpoint = new EndpointSpec(roundRobin, List.of(ports));
        return this;
    }

    /** Sets what tells one form of tasks from another. */
    public ServiceSamples form(String text) {
        document = text;
        return this;
    }

    /** Sets the networks. */
    public ServiceSamples networks(String... names) {
        networks = java.util.Arrays.stream(names)
                .map(n -> new TaskSpec.NetworkTarget(n, List.of()))
                .toList();
        return this;
    }

    /** Gives it secrets and configs. */
    public ServiceSamples files(FileReference... references) {
        files = List.of(references);
        return this;
    }

    /** Returns the spec. */
    public ServiceSpec spec() {
        return new ServiceSpec(
                name,
                Map.of(),
                mode,
                new TaskSpec(
                        container.spec(),
                        networks,
                        files,
                        restart,
                        placement,
                        0,
                        document + (placement.equals(Placement.ANYWHERE) ? "" : placement),
                        document),
                update,
                update,
                endpoint,
                "{}");
    }

    /** Returns the record of a new service with this ID. */
    public ServiceRecord record(String id) {
        List<Attachment> attachments = networks.stream()
                .map(n -> new Attachment(n.target(), n.target(), List.of(name)))
                .toList();
        ServiceRecord r = ServiceChangeRule.first(
                        spec(), attachments, endpoint.ports(), Optional.empty(), "web:1", Observed.at(0))
                .named(name);
        return new ServiceRecord(
                id,
                r.objectName(),
                r.created(),
                r.updated(),
                r.version(),
                r.spec(),
                r.previous(),
                r.status(),
                r.revision(),
                r.template(),
                r.before(),
                r.forms(),
                r.iteration(),
                r.networks(),
                r.ports(),
                r.image(),
                r.imageToRun(),
                r.fills(),
                false);
    }

    /** Returns the record after a change from another spec. */
    public ServiceRecord after(ServiceRecord before, long at) {
        return after(before, new Standing(true, false), false, at);
    }

    /** Returns the record after somebody has asked for the way back to this. */
    public ServiceRecord backFrom(ServiceRecord before, long at) {
        return after(before, new Standing(true, false), true, at);
    }

    /** Returns the record after a change of one whose tasks had been replaced by the change before. */
    public ServiceRecord afterReplacing(ServiceRecord before, boolean rollback, long at) {
        return after(before, new Standing(false, false), rollback, at);
    }

    /** Returns the record after a change of one whose tasks are on nodes that meet it. */
    public ServiceRecord whereTasksFit(ServiceRecord before, long at) {
        return after(before, new Standing(false, true), false, at);
    }

    private ServiceRecord after(ServiceRecord before, Standing standing, boolean rollback, long at) {
        return ServiceChangeRule.next(
                before,
                standing,
                spec(),
                rollback,
                List.of(),
                endpoint.ports(),
                Optional.empty(),
                "web:1",
                Observed.at(at));
    }

    /** Returns a service as the cluster shows it. */
    public static ObservedService observed(ServiceRecord record, List<Task> written, TaskPod... pods) {
        return new ObservedService(record, written, List.of(pods), Optional.empty());
    }

    /** Returns an update that began then. */
    public static Optional<UpdateStatus> updating(long at) {
        return Optional.of(UpdateStatus.updating(Observed.at(at)));
    }

    /** Returns a pod on node {@code n1}. */
    public static TaskPod pod(String uid, int revision, long created, ProcessState process) {
        return new TaskPod(observation(uid, created, false, process, Optional.empty(), 0, 0, ""), revision, 0);
    }

    /** Returns a pod that is being deleted. */
    public static TaskPod going(String uid, int revision, long created, ProcessState process) {
        return new TaskPod(observation(uid, created, true, process, Optional.empty(), 0, 0, ""), revision, 0);
    }

    /** Returns a pod whose process was restarted in place. */
    public static TaskPod restarted(
            String uid, long created, ProcessState process, ProcessState.Ended last, int restarts) {
        return new TaskPod(observation(uid, created, false, process, Optional.of(last), restarts, 0, ""), 1, 0);
    }

    /** Returns a pod whose kubelet has not told yet how the process ended that was there before. */
    public static TaskPod begunAnew(String uid, long created, ProcessState process, int restarts) {
        return new TaskPod(observation(uid, created, false, process, Optional.empty(), restarts, 0, ""), 1, 0);
    }

    /** Returns a pod that is being deleted, whose process ended before what its container is said to do. */
    public static TaskPod goingAfter(String uid, long created, ProcessState process, ProcessState.Ended last) {
        return new TaskPod(observation(uid, created, true, process, Optional.of(last), 0, 0, ""), 1, 0);
    }

    /** Returns a pod that d2k made for a slot. */
    public static TaskPod slotted(
            String uid, int slot, int attempt, int revision, ProcessState process, String reason) {
        return new TaskPod(
                observation(uid, attempt, false, process, Optional.empty(), 0, attempt, reason), revision, slot);
    }

    /** Returns a pod that was made for a node and is not there yet. */
    public static TaskPod bound(String uid, String node) {
        var waiting = ProcessState.unknown();
        PodObservation at = observation(uid, 0, "", false, waiting, Optional.empty(), 0, 0, "");
        return new TaskPod(at, 1, 0, node, HandEnding.NONE, false, "");
    }

    /** Returns a pod that was made for a task with that ID. */
    public static TaskPod called(String taskId, TaskPod pod) {
        return new TaskPod(pod.pod(), pod.template(), pod.slot(), pod.bound(), pod.byHand(), pod.ending(), taskId);
    }

    /** Returns a pod whose end was asked for by hand. */
    public static TaskPod byHand(HandEnding how, TaskPod pod) {
        return new TaskPod(pod.pod(), pod.template(), pod.slot(), pod.bound(), how, false, pod.taskId());
    }

    /** Returns a pod whose end its service has asked for. */
    public static TaskPod ending(TaskPod pod) {
        return new TaskPod(pod.pod(), pod.template(), pod.slot(), pod.bound(), pod.byHand(), true, pod.taskId());
    }

    /** Returns a pod that tells what came of filling volumes. */
    public static TaskPod telling(TaskPod pod, String fillReport) {
        return with(pod, pod.pod().phase(), pod.pod().ip(), fillReport);
    }

    /** Returns a pod that has failed as a whole. */
    public static TaskPod failed(String uid, int revision, long created, ProcessState process) {
        TaskPod pod = pod(uid, revision, created, process);
        return with(pod, "Failed", pod.pod().ip(), "");
    }

    /** Returns a pod at another address. */
    public static TaskPod at(String ip, TaskPod pod) {
        return with(pod, pod.pod().phase(), ip, pod.pod().preparation());
    }

    private static TaskPod with(TaskPod pod, String phase, String ip, String fillReport) {
        PodObservation p = pod.pod();
        var observation = new PodObservation(
                p.name(),
                p.uid(),
                p.run(),
                p.restart(),
                p.node(),
                ip,
                p.created(),
                p.going(),
                phase,
                p.reason(),
                p.message(),
                p.unschedulable(),
                p.process(),
                p.lastEnded(),
                p.restartCount(),
                p.ready(),
                p.started(),
                p.imageId(),
                p.readinessSince(),
                p.failures(),
                fillReport,
                PodObservation.Gate.NONE,
                Optional.empty());
        return new TaskPod(observation, pod.template(), pod.slot());
    }

    private static PodObservation observation(
            String uid,
            long created,
            boolean going,
            ProcessState process,
            Optional<ProcessState.Ended> last,
            int restarts,
            int attempt,
            String reason) {
        return observation(uid, created, "n1", going, process, last, restarts, attempt, reason);
    }

    private static PodObservation observation(
            String uid,
            long created,
            String node,
            boolean going,
            ProcessState process,
            Optional<ProcessState.Ended> last,
            int restarts,
            int attempt,
            String reason) {
        Instant at = Observed.at(created);
        return new PodObservation(
                "pod-" + uid,
                uid,
                0,
                attempt,
                node,
                "10.0.0.1",
                at,
                going,
                "Running",
                reason,
                "",
                "",
                process,
                last,
                restarts,
                true,
                "");
    }
}
