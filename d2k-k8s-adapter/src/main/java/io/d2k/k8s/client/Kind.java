package io.d2k.k8s.client;

import com.google.gson.JsonObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.PodMetrics;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LimitRange;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1ReplicaSet;
import io.kubernetes.client.openapi.models.V1ResourceQuota;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StorageClass;
import java.io.IOException;

/**
 * A kind of Kubernetes objects and where the API server serves it.
 *
 * @param type the class of its objects
 * @param name the kind, such as {@code Pod}
 * @param apiVersion such as {@code v1} or {@code apps/v1}
 * @param plural as in paths, such as {@code pods}
 * @param namespaced whether its objects live in a namespace
 */
public record Kind<T extends KubernetesObject>(
        Class<T> type, String name, String apiVersion, String plural, boolean namespaced) {
    /** Pods. */
    public static final Kind<V1Pod> POD = new Kind<>(V1Pod.class, "Pod", "v1", "pods", true);
    /** Pod templates: the records of run-once containers. */
    public static final Kind<V1PodTemplate> POD_TEMPLATE =
            new Kind<>(V1PodTemplate.class, "PodTemplate", "v1", "podtemplates", true);
    /** Deployments: the records of containers that are services. */
    public static final Kind<V1Deployment> DEPLOYMENT =
            new Kind<>(V1Deployment.class, "Deployment", "apps/v1", "deployments", true);
    /** DaemonSets: what makes the pods of global services. */
    public static final Kind<V1DaemonSet> DAEMON_SET =
            new Kind<>(V1DaemonSet.class, "DaemonSet", "apps/v1", "daemonsets", true);

    /** What a Deployment makes its pods with. */
    public static final Kind<V1ReplicaSet> REPLICA_SET =
            new Kind<>(V1ReplicaSet.class, "ReplicaSet", "apps/v1", "replicasets", true);
    /** Claims: volumes. */
    public static final Kind<V1PersistentVolumeClaim> CLAIM =
            new Kind<>(V1PersistentVolumeClaim.class, "PersistentVolumeClaim", "v1", "persistentvolumeclaims", true);
    /** Config maps: records of networks, images and old logs. */
    public static final Kind<V1ConfigMap> CONFIG_MAP =
            new Kind<>(V1ConfigMap.class, "ConfigMap", "v1", "configmaps", true);
    /** Secrets: credentials for registries, and those of a swarm. */
    public static final Kind<V1Secret> SECRET = new Kind<>(V1Secret.class, "Secret", "v1", "secrets", true);
    /** What pods use, where somebody serves it. */
    public static final Kind<PodMetrics> POD_METRICS =
            new Kind<>(PodMetrics.class, "PodMetrics", "metrics.k8s.io/v1beta1", "pods", true);
    /** What happens to objects, such as a failed probe. */
    public static final Kind<CoreV1Event> EVENT = new Kind<>(CoreV1Event.class, "Event", "v1", "events", true);
    /** Services: published ports, and domains of names. */
    public static final Kind<V1Service> SERVICE = new Kind<>(V1Service.class, "Service", "v1", "services", true);
    /** Endpoints: what is in a domain of names. */
    public static final Kind<V1Endpoints> ENDPOINTS =
            new Kind<>(V1Endpoints.class, "Endpoints", "v1", "endpoints", true);
    /** Policies of who reaches whom. */
    public static final Kind<V1NetworkPolicy> NETWORK_POLICY =
            new Kind<>(V1NetworkPolicy.class, "NetworkPolicy", "networking.k8s.io/v1", "networkpolicies", true);
    /** What a namespace may use in all. */
    public static final Kind<V1ResourceQuota> RESOURCE_QUOTA =
            new Kind<>(V1ResourceQuota.class, "ResourceQuota", "v1", "resourcequotas", true);
    /** What each pod of a namespace may use. */
    public static final Kind<V1LimitRange> LIMIT_RANGE =
            new Kind<>(V1LimitRange.class, "LimitRange", "v1", "limitranges", true);
    /** Which of several d2k leads. */
    public static final Kind<V1Lease> LEASE =
            new Kind<>(V1Lease.class, "Lease", "coordination.k8s.io/v1", "leases", true);
    /** Nodes. */
    public static final Kind<V1Node> NODE = new Kind<>(V1Node.class, "Node", "v1", "nodes", false);

    /** Classes of storage. */
    public static final Kind<V1StorageClass> STORAGE_CLASS =
            new Kind<>(V1StorageClass.class, "StorageClass", "storage.k8s.io/v1", "storageclasses", false);

    /**
     * Reads one of its objects.
     *
     * @throws IOException when it is none
     */
    public T read(JsonObject object) throws IOException {
        return Wire.read(object, type);
    }

    /** Returns the path of the collection. */
    String path(String namespace) {
        String root = apiVersion.contains("/") ? "/apis/" + apiVersion : "/api/" + apiVersion;
        return root + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }
}
