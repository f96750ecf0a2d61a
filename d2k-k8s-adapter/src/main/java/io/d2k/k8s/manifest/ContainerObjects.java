package io.d2k.k8s.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.PodPlan;
import io.d2k.k8s.client.ObjectCopy;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1DeploymentStrategy;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ReplicaSet;
import io.kubernetes.client.openapi.models.V1ReplicaSetSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects that stand for containers and their runs. */
public final class ContainerObjects {
    /** By this label the controller of Deployments tells apart what comes of different templates. */
    private static final String HASH = "pod-template-hash";

    private ContainerObjects() {}

    /**
     * Returns the record of a run-once container.
     *
     * @param metadata name, labels and annotations of the record
     */
    public static V1PodTemplate podTemplate(ContainerPlan plan, V1ObjectMeta metadata) {
        return new V1PodTemplate()
                .apiVersion("v1")
                .kind("PodTemplate")
                .metadata(metadata)
                .template(template(plan.id(), plan.pod()));
    }

    /**
     * Returns the record of a container that is a service. It has no replica yet; an update ends the old pod before the
     * new one starts, since both would be the same container; no old version is kept.
     *
     * @param metadata name, labels and annotations of the record
     */
    public static V1Deployment deployment(ContainerPlan plan, V1ObjectMeta metadata) {
        var spec = new V1DeploymentSpec()
                .replicas(0)
                .revisionHistoryLimit(0)
                .strategy(new V1DeploymentStrategy().type("Recreate"))
                .selector(new V1LabelSelector()
                        .matchLabels(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.ID, Keys.idLabel(plan.id()))))
                .template(template(plan.id(), plan.pod()));
        return new V1Deployment()
                .apiVersion("apps/v1")
                .kind("Deployment")
                .metadata(metadata)
                .spec(spec);
    }

    /** Returns what the pods of a container are made from. */
    public static V1PodTemplateSpec template(String id, PodPlan plan) {
        var metadata = new V1ObjectMeta()
                .labels(new TreeMap<>(
                        Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_POD, Keys.ID, Keys.idLabel(id))))
                .annotations(new TreeMap<>(Map.of(Keys.ID, id)));
        V1PodTemplateSpec template = new V1PodTemplateSpec().metadata(metadata).spec(PodSpecs.of(plan));
        VolumeNeighbours.seek(template, plan.mounts());
        return template;
    }

    /** Returns a copy of what pods are made from, with other limits and requests. */
    public static V1PodTemplateSpec resized(V1PodTemplateSpec template, PodPlan.Resources resources) {
        V1PodTemplateSpec copy = ObjectCopy.of(template, V1PodTemplateSpec.class);
        copy.getSpec().getContainers().stream()
                .filter(container -> Names.MAIN_CONTAINER.equals(container.getName()))
                .forEach(container -> container.setResources(
                        ResourceRequirements.of(resources).orElse(null)));
        return copy;
    }

    /**
     * Returns what gives a running pod other limits and requests: a JSON patch of its subresource {@code resize}, for
     * exactly this pod.
     */
    public static JsonArray resizing(V1Pod pod, PodPlan.Resources resources) {
        int index = 0;
        while (!Names.MAIN_CONTAINER.equals(
                pod.getSpec().getContainers().get(index).getName())) {
            index++;
        }
        JsonArray patch = new JsonArray();
        patch.add(operation(
                "test", "/metadata/uid", new JsonPrimitive(pod.getMetadata().getUid())));
        JsonElement value = ResourceRequirements.of(resources)
                .<JsonElement>map(r -> JsonParser.parseString(r.claims(null).toJson()))
                .orElseGet(JsonObject::new);
        // add replaces what is there (RFC 6902, 4.1)
        patch.add(operation("add", "/spec/containers/" + index + "/resources", value));
        return patch;
    }

    private static JsonObject operation(String op, String path, JsonElement value) {
        JsonObject operation = new JsonObject();
        operation.addProperty("op", op);
        operation.addProperty("path", path);
        operation.add("value", value);
        return operation;
    }

    /**
     * Returns the pod of one run of a run-once container.
     *
     * @param record the container's record as the cluster holds it
     * @param id the container's whole ID
     */
    public static V1Pod run(V1PodTemplate record, String id, int run, int restart) {
        V1ObjectMeta template = record.getTemplate().getMetadata();
        Map<String, String> labels = new TreeMap<>(template.getLabels());
        labels.put(Keys.RUN, Integer.toString(run));
        labels.put(Keys.RESTART, Integer.toString(restart));
        var metadata = new V1ObjectMeta()
                .name(Names.pod(record.getMetadata().getName(), id, run, restart))
                .labels(labels)
                .annotations(new TreeMap<>(template.getAnnotations()))
                .addOwnerReferencesItem(owner("v1", "PodTemplate", record.getMetadata(), true));
        return new V1Pod()
                .apiVersion("v1")
                .kind("Pod")
                .metadata(metadata)
                .spec(
                        restart == 0
                                ? record.getTemplate().getSpec()
                                : unfilled(record.getTemplate().getSpec()));
    }

    /**
     * Returns the first pod of a start of a Deployment, which its {@link #replicaSet} adopts.
     *
     * @param id the container's whole ID
     */
    public static V1Pod first(V1Deployment record, String id, int run) {
        V1PodTemplateSpec template = marked(record.getSpec().getTemplate(), run);
        V1ObjectMeta metadata =
                template.getMetadata().name(Names.pod(record.getMetadata().getName(), id, run, 0));
        return new V1Pod().apiVersion("v1").kind("Pod").metadata(metadata).spec(template.getSpec());
    }

    /** Returns what keeps the pods of a start of a Deployment in its controller's place, with the mark that this would put on them. */
    public static V1ReplicaSet replicaSet(V1Deployment record, String id, int run) {
        V1PodTemplateSpec template = marked(record.getSpec().getTemplate(), run);
        Map<String, String> selected =
                new TreeMap<>(record.getSpec().getSelector().getMatchLabels());
        selected.put(HASH, hash(run));
        var metadata = new V1ObjectMeta()
                .name(Names.pod(record.getMetadata().getName(), id, run, 0))
                .labels(template.getMetadata().getLabels())
                .addOwnerReferencesItem(owner("apps/v1", "Deployment", record.getMetadata(), true));
        var spec = new V1ReplicaSetSpec()
                .replicas(1)
                .selector(new V1LabelSelector().matchLabels(selected))
                .template(template);
        return new V1ReplicaSet()
                .apiVersion("apps/v1")
                .kind("ReplicaSet")
                .metadata(metadata)
                .spec(spec);
    }

    private static V1PodTemplateSpec marked(V1PodTemplateSpec template, int run) {
        V1PodTemplateSpec copy = ObjectCopy.of(template, V1PodTemplateSpec.class);
        copy.getMetadata().putLabelsItem(HASH, hash(run));
        return copy;
    }

    private static String hash(int run) {
        return Keys.D2K + "-" + run;
    }

    /** Returns the pod of a run that begins by something else than its container's command; files are unpacked before. */
    public static V1Pod entered(V1Pod pod, Entry entry) {
        V1Pod begun = entry.command().isEmpty() ? ObjectCopy.of(pod, V1Pod.class) : replaced(pod, entry);
        V1PodSpec spec = begun.getSpec();
        spec.getContainers().getFirst().setTerminationMessagePath(entry.message());
        entry.layer().ifPresent(layer -> KeptLayerTemplate.mount(spec, id(pod), layer));
        entry.grace().ifPresent(grace -> spec.setTerminationGracePeriodSeconds(Seconds.ceil(grace, 1)));
        return begun;
    }

    private static String id(V1Pod pod) {
        return pod.getMetadata().getAnnotations().get(Keys.ID);
    }

    private static V1Pod replaced(V1Pod pod, Entry entry) {
        var template = new V1PodTemplateSpec().spec(pod.getSpec());
        List<String> command = entry.layer()
                .map(layer -> KeptLayerTemplate.command(id(pod), layer, entry.command()))
                .orElse(entry.command());
        V1PodSpec spec = StartFilesTemplate.insteadOf(
                        template, command, entry.layer().isEmpty())
                .getSpec();
        if (entry.waits()) {
            V1Container main = spec.getContainers().getFirst().stdin(true);
            if (!Boolean.TRUE.equals(main.getTty())) {
                main.stdinOnce(true); // a terminal outlives its client, and takes the input of the next one
            }
        }
        V1ObjectMeta metadata =
                pod.getMetadata().putAnnotationsItem(Keys.GATE, entry.waits() ? Keys.GATE_SHUT : "open");
        return new V1Pod().apiVersion("v1").kind("Pod").metadata(metadata).spec(spec);
    }

    /** Volumes are filled before the first process, not before each that is started again. */
    private static V1PodSpec unfilled(V1PodSpec spec) {
        if (spec.getInitContainers() == null) {
            return spec;
        }
        V1PodSpec copy = ObjectCopy.of(spec, V1PodSpec.class);
        copy.setInitContainers(null);
        return copy;
    }

    /** Returns a reference that makes Kubernetes remove the object that has it when its owner goes. */
    public static V1OwnerReference owner(String apiVersion, String kind, V1ObjectMeta owner, boolean controller) {
        return new V1OwnerReference()
                .apiVersion(apiVersion)
                .kind(kind)
                .name(owner.getName())
                .uid(owner.getUid())
                .controller(controller)
                .blockOwnerDeletion(false);
    }
}
