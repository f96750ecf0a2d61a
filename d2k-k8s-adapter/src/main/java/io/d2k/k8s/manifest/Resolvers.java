package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan;
import io.kubernetes.client.openapi.models.V1HostAlias;
import io.kubernetes.client.openapi.models.V1PodDNSConfig;
import io.kubernetes.client.openapi.models.V1PodDNSConfigOption;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.List;

/** How names are resolved in the pod. */
final class Resolvers {
    private Resolvers() {}

    static void apply(PodPlan plan, V1PodSpec spec) {
        apply(plan.dns(), spec);
        spec.setHostAliases(orNull(hostAliases(plan.hostAliases())));
    }

    /** Returns entries of /etc/hosts as Kubernetes writes them. */
    static List<V1HostAlias> hostAliases(List<PodPlan.HostAlias> aliases) {
        return aliases.stream()
                .map(alias -> new V1HostAlias().ip(alias.ip()).hostnames(alias.names()))
                .toList();
    }

    /** Writes what the user asked for; where names are looked up is up to {@link NameDomains}. */
    static void apply(PodPlan.Dns dns, V1PodSpec spec) {
        if (!dns.equals(PodPlan.Dns.CLUSTER.withNames(dns.names()))) {
            var config = new V1PodDNSConfig();
            config.setNameservers(orNull(dns.servers()));
            config.setSearches(orNull(dns.searches()));
            config.setOptions(
                    orNull(dns.options().stream().map(Resolvers::option).toList()));
            spec.dnsConfig(config);
        }
        // Servers of its own replace the cluster's, as in Docker; searches and options alone add to them.
        if (!dns.servers().isEmpty()) {
            spec.dnsPolicy("None");
        }
    }

    private static V1PodDNSConfigOption option(String option) {
        int colon = option.indexOf(':');
        return colon < 0
                ? new V1PodDNSConfigOption().name(option)
                : new V1PodDNSConfigOption().name(option.substring(0, colon)).value(option.substring(colon + 1));
    }

    private static <E> List<E> orNull(List<E> list) {
        return list.isEmpty() ? null : list;
    }
}
