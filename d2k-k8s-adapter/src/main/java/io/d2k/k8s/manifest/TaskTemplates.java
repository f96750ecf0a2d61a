package io.d2k.k8s.manifest;

import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskPlan.FileSource;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.swarm.NodeAvailability;
import io.kubernetes.client.openapi.models.V1Affinity;
import io.kubernetes.client.openapi.models.V1ConfigMapVolumeSource;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1DownwardAPIVolumeFile;
import io.kubernetes.client.openapi.models.V1DownwardAPIVolumeSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1KeyToPath;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NodeAffinity;
import io.kubernetes.client.openapi.models.V1NodeSelector;
import io.kubernetes.client.openapi.models.V1NodeSelectorRequirement;
import io.kubernetes.client.openapi.models.V1NodeSelectorTerm;
import io.kubernetes.client.openapi.models.V1ObjectFieldSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodAffinityTerm;
import io.kubernetes.client.openapi.models.V1PodAntiAffinity;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1SecretVolumeSource;
import io.kubernetes.client.openapi.models.V1Toleration;
import io.kubernetes.client.openapi.models.V1TopologySpreadConstraint;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The pods of swarm services: those of containers, and what only tasks have. */
public final class TaskTemplates {
    private static final String HOSTNAME = Scheduling.HOSTNAME;
    private static final String NODE_VARIABLE = "D2K_NODE_HOSTNAME";
    /** What Kubernetes says of nodes that no longer report. */
    private static final List<String> LOST = List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private static final long LOST_SECONDS = 10;

    private TaskTemplates() {}

    /** Returns the labels that select the pods of a service. */
    public static Map<String, String> selector(String id) {
        return new TreeMap<>(Map.of(Keys.MANAGED_BY, Keys.D2K, Keys.KIND, Keys.KIND_TASK, Keys.ID, Keys.idLabel(id)));
    }

    /**
     * Returns the template of a service's pods.
     *
     * @param id the service's ID
     */
    public static V1PodTemplateSpec of(String id, TaskPlan plan) {
        var metadata = new V1ObjectMeta()
                .labels(selector(id))
                .annotations(new TreeMap<>(Map.of(Keys.ID, id, Keys.REVISION, Integer.toString(plan.template()))));
        V1PodSpec spec = PodSpecs.of(plan.pod());
        V1Container main = spec.getContainers().getFirst();
        nodeEnv(plan, main);
        plan.liveness().map(Probes::of).ifPresent(main::livenessProbe);
        plan.liveness().flatMap(Probes::ofStart).ifPresent(main::startupProbe);
        hostPorts(plan, main);
        files(plan, metadata.getAnnotations(), spec, main);
        place(plan, id, spec);
        leaveLostNodes(plan, spec);
        V1PodTemplateSpec template = new V1PodTemplateSpec().metadata(metadata).spec(spec);
        VolumeNeighbours.seek(template, plan.pod().mounts());
        return template;
    }

    private static void nodeEnv(TaskPlan plan, V1Container main) {
        if (plan.nodeEnv().isEmpty()) {
            return;
        }
        List<V1EnvVar> env = new ArrayList<>();
        env.add(new V1EnvVar()
                .name(NODE_VARIABLE)
                .valueFrom(new V1EnvVarSource().fieldRef(new V1ObjectFieldSelector().fieldPath("spec.nodeName"))));
        if (main.getEnv() != null) {
            env.addAll(main.getEnv());
        }
        plan.nodeEnv()
                .forEach(e -> env.add(new V1EnvVar()
                        .name(e.name())
                        .value(String.join("$(" + NODE_VARIABLE + ")", Expansion.escape(e.parts())))));
        main.setEnv(env);
    }

    private static void hostPorts(TaskPlan plan, V1Container main) {
        if (plan.hostPorts().isEmpty()) {
            return;
        }
        List<V1ContainerPort> ports = new ArrayList<>();
        if (main.getPorts() != null) {
            main.getPorts().stream()
                    .filter(p -> plan.hostPorts().stream()
                            .noneMatch(h -> h.target().number() == p.getContainerPort()
                                    && h.target().protocol().name().equals(p.getProtocol())))
                    .forEach(ports::add);
        }
        plan.hostPorts()
                .forEach(h -> ports.add(new V1ContainerPort()
                        .containerPort(h.target().number())
                        .protocol(h.target().protocol().name())
                        .hostPort(h.port())));
        main.setPorts(ports);
    }

    private static void files(TaskPlan plan, Map<String, String> annotations, V1PodSpec spec, V1Container main) {
        if (plan.files().isEmpty()) {
            return;
        }
        int i = 0;
        List<V1Volume> volumes = extended(spec.getVolumes());
        List<V1VolumeMount> mounts = extended(main.getVolumeMounts());
        Map<String, TaskPlan.FileMount> owned = new TreeMap<>();
        for (TaskPlan.FileMount file : plan.files()) {
            String name = "f" + i++;
            // one volume for each file: the mode belongs to the volume, and two files may come from one object
            volumes.add(
                    switch (file.source()) {
                        case FileSource.Held held -> held(held, file.mode()).name(name);
                        case FileSource.Written written -> {
                            String key = Keys.FILE_PREFIX + name;
                            annotations.put(key, written.text());
                            yield written(key, file.mode()).name(name);
                        }
                    });
            boolean given = FileOwners.concerns(file);
            if (given) {
                owned.put(name, file);
            }
            mounts.add(new V1VolumeMount()
                    .name(given ? FileOwners.VOLUME : name)
                    .mountPath(file.path())
                    .subPath(given ? name : "file")
                    .readOnly(true));
        }
        if (!owned.isEmpty()) {
            volumes.add(FileOwners.volume());
            List<V1Container> before = extended(spec.getInitContainers());
            before.add(FileOwners.container(main, owned));
            spec.setInitContainers(before);
        }
        spec.setVolumes(volumes);
        main.setVolumeMounts(mounts);
    }

    private static V1Volume held(FileSource.Held source, int mode) {
        var item = new V1KeyToPath().key(source.key()).path("file").mode(mode);
        var volume = new V1Volume();
        return source.secret()
                ? volume.secret(
                        new V1SecretVolumeSource().secretName(source.object()).addItemsItem(item))
                : volume.configMap(
                        new V1ConfigMapVolumeSource().name(source.object()).addItemsItem(item));
    }

    private static V1Volume written(String annotation, int mode) {
        var field = new V1ObjectFieldSelector().fieldPath("metadata.annotations['" + annotation + "']");
        return new V1Volume()
                .downwardAPI(new V1DownwardAPIVolumeSource()
                        .addItemsItem(new V1DownwardAPIVolumeFile()
                                .path("file")
                                .mode(mode)
                                .fieldRef(field)));
    }

    private static <T> List<T> extended(List<T> items) {
        return new ArrayList<>(Optional.ofNullable(items).orElseGet(List::of));
    }

    /**
     * A swarm makes the tasks of a node anew that has been silent for some 15 s; Kubernetes takes one for lost after 40 s or
     * so, and would leave its pods where they are for five minutes more. Those of a DaemonSet belong to their node.
     */
    private static void leaveLostNodes(TaskPlan plan, V1PodSpec spec) {
        if (plan.type() != WorkloadType.DAEMON_SET) {
            LOST.forEach(taint -> spec.addTolerationsItem(new V1Toleration()
                    .key(taint)
                    .operator("Exists")
                    .effect("NoExecute")
                    .tolerationSeconds(LOST_SECONDS)));
        }
    }

    private static void place(TaskPlan plan, String id, V1PodSpec spec) {
        Scheduling scheduling = plan.scheduling();
        var affinity = new V1Affinity();
        List<V1NodeSelectorRequirement> wanted = new ArrayList<>(
                scheduling.terms().stream().map(TaskTemplates::requirement).toList());
        if (plan.type() == WorkloadType.DAEMON_SET) {
            // a DaemonSet minds no cordon
            wanted.add(
                    requirement(new Scheduling.Term(Keys.AVAILABILITY, false, List.of(NodeAvailability.DRAIN.word()))));
        }
        if (!wanted.isEmpty()) {
            var term = new V1NodeSelectorTerm().matchExpressions(wanted);
            affinity.nodeAffinity(new V1NodeAffinity()
                    .requiredDuringSchedulingIgnoredDuringExecution(
                            new V1NodeSelector().addNodeSelectorTermsItem(term)));
            spec.affinity(affinity);
        }
        var own = new V1LabelSelector().matchLabels(selector(id));
        if (scheduling.perNode() == 1) {
            affinity.podAntiAffinity(new V1PodAntiAffinity()
                    .addRequiredDuringSchedulingIgnoredDuringExecutionItem(
                            new V1PodAffinityTerm().topologyKey(HOSTNAME).labelSelector(own)));
            spec.affinity(affinity);
        }
        scheduling.spreads().stream()
                .distinct()
                .forEach(label -> spec.addTopologySpreadConstraintsItem(spread(label, own)));
    }

    private static V1NodeSelectorRequirement requirement(Scheduling.Term term) {
        var requirement = new V1NodeSelectorRequirement().key(term.label());
        return term.values().isEmpty()
                ? requirement.operator(term.in() ? "Exists" : "DoesNotExist")
                : requirement.operator(term.in() ? "In" : "NotIn").values(term.values());
    }

    private static V1TopologySpreadConstraint spread(String label, V1LabelSelector selector) {
        return new V1TopologySpreadConstraint()
                .maxSkew(1)
                .topologyKey(label)
                .whenUnsatisfiable("ScheduleAnyway")
                .labelSelector(selector);
    }
}
