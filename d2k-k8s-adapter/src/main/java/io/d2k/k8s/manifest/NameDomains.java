package io.d2k.k8s.manifest;

import io.kubernetes.client.openapi.models.V1PodDNSConfig;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Each container searches names in a domain of its own: that of a headless Service whose endpoints carry the names as
 * their host names. So what a name means is up to the container that asks, and changes without a change of its pod.
 *
 * @param parent the domain of all Services of the namespace, such as {@code default.svc.cluster.local}
 */
public record NameDomains(String parent) {
    private static final int ID_DIGITS = 20;

    /** Returns the domains of a namespace. */
    public static NameDomains of(String namespace, String clusterDomain) {
        return new NameDomains(namespace + ".svc." + clusterDomain);
    }

    /** Returns the name of the Service that is a container's domain. */
    public static String service(String id) {
        return "names-" + id.substring(0, Math.min(ID_DIGITS, id.length()));
    }

    /** Makes the pods of a container search its domain; returns the template. */
    public V1PodTemplateSpec searched(String id, V1PodTemplateSpec template) {
        V1PodSpec spec = template.getSpec();
        if ("None".equals(spec.getDnsPolicy())) {
            return template; // name servers of its own know nothing of the cluster
        }
        V1PodDNSConfig config = spec.getDnsConfig() == null ? new V1PodDNSConfig() : spec.getDnsConfig();
        List<String> searches = new ArrayList<>();
        searches.add(service(id) + "." + parent);
        if (config.getSearches() != null) {
            searches.addAll(config.getSearches());
        }
        spec.setDnsConfig(config.searches(searches));
        return template;
    }
}
