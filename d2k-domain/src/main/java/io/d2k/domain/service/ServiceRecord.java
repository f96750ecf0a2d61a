package io.d2k.domain.service;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.image.ImageFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a service in the cluster, apart from its pods.
 *
 * @param id 25 digits of base 36
 * @param objectName the name of its objects in the cluster
 * @param created when it was made
 * @param updated when its spec changed last
 * @param version how often its spec has changed, from 1
 * @param spec what is asked for
 * @param previous what was asked for before
 * @param status how far the last update has come; nothing where none was needed
 * @param revision counts the forms that its tasks had, from 1
 * @param template the revision that the template of its pods was made for: an earlier one where the tasks have the form
 *     again that they had before, so that those which have it still are left alone
 * @param before what the tasks were before the last change; nothing where there was none
 * @param forms what the tasks of each revision are that tasks still tell of
 * @param iteration counts the runs of a job, from 0
 * @param networks the networks it belongs to
 * @param ports what it publishes, with the ports that clients use
 * @param image what the registry said of the image
 * @param imageToRun the reference that is run
 * @param fills targets of the mounts that tasks of this revision fill, while empty, with what the image has there: kept,
 *     since a template that changes with the volumes would replace tasks
 * @param removing whether its removal is under way
 */
public record ServiceRecord(
        String id,
        String objectName,
        Instant created,
        Instant updated,
        long version,
        ServiceSpec spec,
        Optional<ServiceSpec> previous,
        Optional<UpdateStatus> status,
        int revision,
        int template,
        Optional<TaskForm> before,
        Map<Integer, TaskRevision> forms,
        int iteration,
        List<Attachment> networks,
        List<EndpointSpec.PublishedTarget> ports,
        Optional<ImageFacts> image,
        String imageToRun,
        List<String> fills,
        boolean removing) {
    /** Copies the collections. */
    public ServiceRecord {
        forms = Map.copyOf(forms);
        networks = List.copyOf(networks);
        ports = List.copyOf(ports);
        fills = List.copyOf(fills);
    }

    /** Returns Docker's name. */
    public String name() {
        return spec.name();
    }

    /** Returns what tells pods of the present form from others. */
    public TaskForm form() {
        return new TaskForm(template, imageToRun, fills);
    }

    /** Returns what makes its pods. */
    public WorkloadType workload() {
        return spec.workload();
    }

    /** Returns this with another state of its update. */
    public ServiceRecord withStatus(Optional<UpdateStatus> newStatus) {
        return with(objectName, newStatus, forms, fills);
    }

    /** Returns this with other revisions of its tasks. */
    public ServiceRecord withForms(Map<Integer, TaskRevision> newForms) {
        return with(objectName, status, newForms, fills);
    }

    /** Returns this with other mounts that are filled, by their targets. */
    public ServiceRecord withFills(List<String> newFills) {
        return with(objectName, status, forms, newFills);
    }

    /** Returns this with the name of its objects. */
    public ServiceRecord named(String newObjectName) {
        return with(newObjectName, status, forms, fills);
    }

    /** Returns this as it is while its last tasks end. */
    public ServiceRecord beingRemoved() {
        return with(objectName, previous, status, forms, fills, true);
    }

    /** Returns this as a swarm leaves it that went back by itself: there is no way forth again. */
    public ServiceRecord withoutPrevious() {
        return with(objectName, Optional.empty(), status, forms, fills, removing);
    }

    private ServiceRecord with(
            String newObjectName,
            Optional<UpdateStatus> newStatus,
            Map<Integer, TaskRevision> newForms,
            List<String> newFills) {
        return with(newObjectName, previous, newStatus, newForms, newFills, removing);
    }

    private ServiceRecord with(
            String newObjectName,
            Optional<ServiceSpec> newPrevious,
            Optional<UpdateStatus> newStatus,
            Map<Integer, TaskRevision> newForms,
            List<String> newFills,
            boolean nowRemoving) {
        return new ServiceRecord(
                id,
                newObjectName,
                created,
                updated,
                version,
                spec,
                newPrevious,
                newStatus,
                revision,
                template,
                before,
                newForms,
                iteration,
                networks,
                ports,
                image,
                imageToRun,
                newFills,
                nowRemoving);
    }
}
