package io.d2k.domain.service.rule;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskForm;
import io.d2k.domain.service.TaskRevision;
import io.d2k.domain.service.TaskSpec;
import io.d2k.domain.service.UpdateStatus;
import io.d2k.domain.swarm.RpcError;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a service's record is at first, and after a change. */
public final class ServiceChangeRule {
    private ServiceChangeRule() {}

    /** Returns the record of a new service, without ID and object name. */
    public static ServiceRecord first(
            ServiceSpec spec,
            List<Attachment> networks,
            List<PublishedTarget> ports,
            Optional<ImageFacts> image,
            String imageToRun,
            Instant now) {
        return new ServiceRecord(
                "",
                "",
                now,
                now,
                1,
                spec,
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                Optional.empty(),
                Map.of(1, new TaskRevision(spec.task(), image)),
                0,
                networks,
                ports,
                image,
                imageToRun,
                List.of(),
                false);
    }

    /** Returns the refusal to go back where there is nothing to go back to. */
    public static EngineException nothingBefore(ServiceRecord record) {
        return RpcError.failedPrecondition("service " + record.id() + " does not have a previous spec");
    }

    /**
     * Refuses what cannot be changed.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(ServiceRecord before, ServiceSpec after) {
        if (!after.name().equals(before.name())) {
            throw EngineException.unsupported(
                    "rpc error: code = Unimplemented desc = renaming services is not supported");
        }
        if (!after.mode().word().equals(before.spec().mode().word())) {
            throw EngineException.unsupported(
                    "rpc error: code = Unimplemented desc = service mode change is not allowed");
        }
    }

    /**
     * How the tasks of a service stand when it is changed.
     *
     * @param unreached whether there are some of an earlier form that the last update has not replaced yet
     * @param fitting whether the node of each meets what is asked for now, and those that follow get what their nodes need
     */
    public record Standing(boolean unreached, boolean fitting) {}

    /**
     * Returns the record after a change. Tasks are replaced where what they are has changed, or how they are reached (swarmkit
     * {@code IsTaskDirty}).
     *
     * @param standing how the tasks stand that there are
     */
    public static ServiceRecord next(
            ServiceRecord before,
            Standing standing,
            ServiceSpec spec,
            boolean rollback,
            List<Attachment> networks,
            List<PublishedTarget> ports,
            Optional<ImageFacts> image,
            String imageToRun,
            Instant now) {
        boolean job = spec.mode().job();
        boolean dirty = job
                || !same(before.spec().task(), spec.task(), standing)
                || !spec.endpoint().equals(before.spec().endpoint())
                || !hostPorts(ports).equals(hostPorts(before.ports()));
        int revision = dirty ? before.revision() + 1 : before.revision();
        Map<Integer, TaskRevision> forms = new HashMap<>(before.forms());
        forms.put(before.revision(), new TaskRevision(before.spec().task(), before.image()));
        forms.put(revision, new TaskRevision(spec.task(), image));
        TaskForm form = dirty
                ? known(before, spec, ports, imageToRun).orElse(new TaskForm(revision, imageToRun, List.of()))
                : new TaskForm(before.template(), imageToRun, before.fills());
        boolean replaces = (dirty || standing.unreached() && unfinished(before))
                && !spec.mode().idle();
        Optional<UpdateStatus> status = Optional.empty();
        if (rollback) {
            UpdateStatus back = UpdateStatus.rollingBack(now, "manually requested rollback");
            // no task is replaced, so there is nothing to wait for
            status = Optional.of(replaces || job ? back : back.complete(now));
        } else if (replaces && !job) {
            status = Optional.of(UpdateStatus.updating(now));
        }
        return new ServiceRecord(
                before.id(),
                before.objectName(),
                before.created(),
                now,
                before.version() + 1,
                spec,
                Optional.of(before.spec()),
                status,
                revision,
                form.template(),
                Optional.of(before.form()),
                forms,
                job ? before.iteration() + 1 : before.iteration(),
                networks,
                ports,
                image,
                imageToRun,
                form.fills(),
                before.removing());
    }

    /**
     * Returns the form that tasks had before the last change, where they are to have it again: those which have it still are
     * left alone, as by a swarm. Jobs run anew whatever they are.
     */
    private static Optional<TaskForm> known(
            ServiceRecord before, ServiceSpec spec, List<PublishedTarget> ports, String imageToRun) {
        return before.previous()
                .filter(p -> p.task().document().equals(spec.task().document()))
                .filter(p -> p.endpoint().equals(spec.endpoint()))
                .filter(p -> hostPorts(ports).isEmpty()
                        && hostPorts(p.endpoint().ports()).isEmpty())
                .filter(p -> !spec.mode().job())
                .flatMap(p -> before.before())
                .filter(f -> f.imageToRun().equals(imageToRun));
    }

    /** Whether tasks stay what they are: a swarm leaves those alone that are to run elsewhere, and may run where they do. */
    private static boolean same(TaskSpec before, TaskSpec after, Standing standing) {
        return after.document().equals(before.document())
                || standing.fitting() && after.anywhere().equals(before.anywhere());
    }

    /** Whether tasks of an earlier form are to be replaced still: whatever changes, a swarm goes on to do so. */
    private static boolean unfinished(ServiceRecord before) {
        return before.status()
                .filter(s -> s.state().underWay() || s.state().paused())
                .isPresent();
    }

    private static List<PublishedTarget> hostPorts(List<PublishedTarget> ports) {
        return ports.stream().filter(PublishedTarget::host).toList();
    }
}
