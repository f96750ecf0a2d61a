package io.d2k.k8s.manifest;

import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.PodPlan;
import io.kubernetes.client.openapi.models.V1PodDNSConfig;
import io.kubernetes.client.openapi.models.V1PodDNSConfigOption;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Each container searches names in a domain of its own: that of a headless Service whose endpoints carry the names as
 * their host names. So what a name means is up to the container that asks, and changes without a change of its pod.
 *
 * @param namespace whose Services these are
 * @param clusterDomain such as {@code cluster.local}
 * @param servers addresses of the cluster's DNS; empty where they are not known
 * @param nameServer d2k's own name server, which knows the names of networks and asks the cluster's; nothing for none
 */
public record NameDomains(
        String namespace, String clusterDomain, Supplier<List<String>> servers, Optional<OwnNameServer> nameServer) {
    /** What the names of these Services begin with, before the ID of the container or service. */
    public static final String PREFIX = "names-";

    /** Where name servers listen. */
    public static final int DNS_PORT = 53;

    private static final int ID_DIGITS = 20;
    /** As many as every version of Kubernetes takes. */
    private static final int MOST_SEARCHES = 6;
    /** Names with more dots are asked for as they are first: not every foreign name goes through all searches. */
    private static final String DOTS = "2";

    /**
     * A name server of d2k's own.
     *
     * @param address by which pods reach it
     * @param port the port that it listens on; something leads port 53 of the address to it
     */
    public record OwnNameServer(String address, int port) {}

    /** Returns the domains of a namespace in a cluster whose DNS has no known address. */
    public static NameDomains of(String namespace, String clusterDomain) {
        return new NameDomains(namespace, clusterDomain, List::of, Optional.empty());
    }

    /** Returns the ports of pods that are name servers. */
    public List<Integer> ports() {
        return Stream.concat(Stream.of(DNS_PORT), nameServer.stream().map(OwnNameServer::port))
                .distinct()
                .toList();
    }

    /** Returns the domain that the domains of all containers are in. */
    public String parent() {
        return namespace + "." + services();
    }

    private String services() {
        return "svc." + clusterDomain;
    }

    /** Returns the name of the Service that is a container's domain. */
    public static String service(String id) {
        return PREFIX + id.substring(0, Math.min(ID_DIGITS, id.length()));
    }

    /** Returns a pod spec with nothing but how the processes of a container resolve names. */
    public V1PodSpec resolver(String id, PodPlan.Dns dns) {
        var spec = new V1PodSpec();
        Resolvers.apply(dns, spec);
        return searched(id, dns.names(), new V1PodTemplateSpec().spec(spec)).getSpec();
    }

    /**
     * Makes the pods of a container search its domain; returns the template. Kubernetes puts what a pod searches after the
     * cluster's own domains, so the resolver is written as a whole where the servers are known: the container's names come
     * first then, no Service of the namespace takes one from it, and no domain is asked that has none of its names.
     */
    public V1PodTemplateSpec searched(String id, NameScope names, V1PodTemplateSpec template) {
        V1PodSpec spec = template.getSpec();
        List<String> known = servers.get();
        boolean served = nameServer.isPresent() && !known.isEmpty() && names != NameScope.CLUSTER;
        if ("None".equals(spec.getDnsPolicy()) && !served) {
            return template; // name servers of its own know nothing of the cluster
        }
        V1PodDNSConfig config = spec.getDnsConfig() == null ? new V1PodDNSConfig() : spec.getDnsConfig();
        String own = service(id) + "." + parent();
        List<String> asked = config.getSearches() == null ? List.of() : config.getSearches();
        NameScope scope = served ? NameScope.NETWORKS : names; // its server knows names with dots, too
        List<String> all = joined(
                List.of(own),
                asked,
                switch (scope) {
                    case NETWORKS -> List.of();
                    case NAMESPACE -> List.of(parent());
                    case CLUSTER -> List.of(parent(), services(), clusterDomain);
                });
        if (known.isEmpty() || all.size() > MOST_SEARCHES) {
            spec.setDnsConfig(config.searches(joined(List.of(own), asked)));
            return template;
        }
        // without names with dots, those are asked for as they are first: the resolvers' own way
        if (scope != NameScope.NETWORKS
                && options(config).stream().noneMatch(option -> "ndots".equals(option.getName()))) {
            config.setOptions(joined(
                    options(config),
                    List.of(new V1PodDNSConfigOption().name("ndots").value(DOTS))));
        }
        spec.dnsPolicy("None")
                .setDnsConfig(
                        config.nameservers(served ? List.of(nameServer.get().address()) : known)
                                .searches(all));
        return template;
    }

    private static List<V1PodDNSConfigOption> options(V1PodDNSConfig config) {
        return config.getOptions() == null ? List.of() : config.getOptions();
    }

    @SafeVarargs
    private static <E> List<E> joined(List<E>... parts) {
        List<E> all = new ArrayList<>();
        for (List<E> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
