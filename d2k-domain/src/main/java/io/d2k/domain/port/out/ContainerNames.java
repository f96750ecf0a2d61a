package io.d2k.domain.port.out;

import io.d2k.domain.container.ContainerRecord;
import java.util.Map;
import java.util.Set;

/**
 * The names by which containers find others. Each container has names of its own, so that two networks on which the same
 * name means different things never mix. A write that changes nothing costs no request.
 */
public interface ContainerNames {
    /**
     * Makes these the names that the processes of a container resolve.
     *
     * @param names addresses by name; names are DNS labels
     */
    void publish(ContainerRecord record, Map<String, Set<String>> names);

    /**
     * Makes these the names with a dot, which all containers resolve: Kubernetes has no narrower place for them.
     *
     * @param byDomain addresses by what is before the dot, by what is behind it; each a DNS label
     */
    void publishDotted(Map<String, Map<String, Set<String>>> byDomain);
}
