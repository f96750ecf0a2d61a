package io.d2k.k8s.store;

import com.google.gson.JsonObject;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.StartFilesTemplate;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The objects of one kind that hold records of containers, and what their pods are made from. Changes are made to the newest
 * state, again where somebody else was faster; each throws an {@link EngineException} of kind {@code NOT_FOUND} when the
 * record has gone.
 */
final class RecordObjects<T extends KubernetesObject> {
    private final CachedResource<T> resource;
    private final Function<T, ContainerRecord> reading;
    private final Form<T> form;

    /** Where objects of a kind have their template. */
    private interface Form<T> {
        V1PodTemplateSpec template(T object);

        T with(T object, V1PodTemplateSpec template);

        String[] path();
    }

    private RecordObjects(CachedResource<T> resource, Function<T, ContainerRecord> reading, Form<T> form) {
        this.resource = resource;
        this.reading = reading;
        this.form = form;
    }

    /** Those of what runs once. */
    static RecordObjects<V1PodTemplate> podTemplates(
            CachedResource<V1PodTemplate> resource, Function<V1PodTemplate, ContainerRecord> reading) {
        return new RecordObjects<>(resource, reading, new PodTemplateForm());
    }

    /** Those of what is kept running. */
    static RecordObjects<V1Deployment> deployments(
            CachedResource<V1Deployment> resource, Function<V1Deployment, ContainerRecord> reading) {
        return new RecordObjects<>(resource, reading, new DeploymentForm());
    }

    ContainerRecord create(T object) {
        return reading.apply(resource.create(object));
    }

    /** Returns the object that holds a container's record, never another one of its name. */
    T held(ContainerRecord record) {
        return resource.get(record.objectName())
                .filter(object -> Keys.is(object.getMetadata(), Keys.KIND_CONTAINER))
                .filter(object -> Keys.annotation(object.getMetadata(), Keys.ID).equals(Optional.of(record.id())))
                .orElseThrow(() -> gone(record.id()));
    }

    V1PodTemplateSpec template(ContainerRecord record) {
        return form.template(held(record));
    }

    ContainerRecord update(ContainerRecord record, UnaryOperator<ContainerRecord> change) {
        return settle(record, object -> {
            ContainerRecord before = reading.apply(object);
            return RecordPatch.of(
                            before, change.apply(before), object.getMetadata().getResourceVersion())
                    .map(patch -> reading.apply(patch(object, patch)))
                    .orElse(before);
        });
    }

    /**
     * Takes down that a start is asked for, and which pods are not of it.
     *
     * @param paused whether the controller of a Deployment makes no pods of it yet
     * @return the object as written
     */
    T start(ContainerRecord record, int run, Set<String> earlier, boolean paused) {
        return settle(
                record,
                object -> patch(
                        object,
                        RecordPatch.start(
                                reading.apply(object),
                                run,
                                earlier,
                                paused,
                                object.getMetadata().getResourceVersion())));
    }

    /** Makes the controller of a Deployment leave alone what there is. */
    void pause(ContainerRecord record) {
        settle(
                record,
                object -> patch(object, RecordPatch.pause(object.getMetadata().getResourceVersion())));
    }

    /** Changes what the pods are made from. */
    void change(ContainerRecord record, UnaryOperator<V1PodTemplateSpec> change) {
        settle(record, object -> {
            T changed = form.with(object, change.apply(form.template(object)));
            return existing(object, () -> resource.replace(changed));
        });
    }

    /** Changes what the pods are made from; files that wait for the start stay with it. */
    void replan(ContainerRecord record, UnaryOperator<V1PodTemplateSpec> change) {
        change(record, old -> StartFilesTemplate.carryOver(old, change.apply(old)));
    }

    /** Changes what is known only at a start. */
    void prepare(ContainerRecord record, PodPlan.AtStart settings, V1PodSpec resolver) {
        settle(
                record,
                object -> StartPatch.of(object.getMetadata(), form.template(object), settings, resolver, form.path())
                        .map(patch -> patch(object, patch)));
    }

    private <R> R settle(ContainerRecord record, Function<T, R> change) {
        return Contention.settle(() -> change.apply(held(record)), () -> resource.refresh(record.objectName()));
    }

    private T patch(T object, JsonObject patch) {
        return existing(object, () -> resource.patch(object.getMetadata().getName(), patch));
    }

    /** Writes to an object; when it turns out to have gone, memory learns of it at once. */
    private T existing(T object, Supplier<T> write) {
        try {
            return Contention.write(write);
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                resource.refresh(object.getMetadata().getName());
                throw gone(Keys.annotation(object.getMetadata(), Keys.ID).orElse(""));
            }
            throw e;
        }
    }

    static EngineException gone(String id) {
        return EngineException.notFound("No such container: " + id);
    }

    private static final class PodTemplateForm implements Form<V1PodTemplate> {
        @Override
        public V1PodTemplateSpec template(V1PodTemplate object) {
            return object.getTemplate();
        }

        @Override
        public V1PodTemplate with(V1PodTemplate object, V1PodTemplateSpec template) {
            return new V1PodTemplate()
                    .apiVersion("v1")
                    .kind("PodTemplate")
                    .metadata(object.getMetadata())
                    .template(template);
        }

        @Override
        public String[] path() {
            return new String[] {"template"};
        }
    }

    private static final class DeploymentForm implements Form<V1Deployment> {
        @Override
        public V1PodTemplateSpec template(V1Deployment object) {
            return object.getSpec().getTemplate();
        }

        /** One that runs is paused, which keeps its pod as it is and lets it be stopped; the next start ends that. */
        @Override
        public V1Deployment with(V1Deployment object, V1PodTemplateSpec template) {
            V1DeploymentSpec old = object.getSpec();
            boolean running = old.getReplicas() == null || old.getReplicas() > 0;
            var spec = new V1DeploymentSpec()
                    .replicas(old.getReplicas())
                    .minReadySeconds(old.getMinReadySeconds())
                    .progressDeadlineSeconds(old.getProgressDeadlineSeconds())
                    .revisionHistoryLimit(old.getRevisionHistoryLimit())
                    .selector(old.getSelector())
                    .strategy(old.getStrategy())
                    .paused(running)
                    .template(template);
            return new V1Deployment()
                    .apiVersion("apps/v1")
                    .kind("Deployment")
                    .metadata(object.getMetadata())
                    .spec(spec);
        }

        @Override
        public String[] path() {
            return new String[] {"spec", "template"};
        }
    }
}
