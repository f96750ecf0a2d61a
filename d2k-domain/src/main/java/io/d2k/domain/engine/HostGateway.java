package io.d2k.domain.engine;

import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.rule.HostsRule;
import io.d2k.domain.engine.Neighbours.Neighbour;
import io.d2k.domain.service.rule.TaskGateway;
import io.d2k.domain.system.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What {@code host-gateway} stands for in what runs.
 *
 * @param configured what the operator says
 * @param nodes the nodes of now
 */
record HostGateway(Optional<String> configured, Supplier<List<Node>> nodes) {
    /** Returns the hosts that a container asks for and that are written into its running file. */
    List<HostAlias> written(Neighbour n) {
        List<String> entries = n.record().spec().networks().extraHosts();
        if (!HostsRule.anyWritten(entries)) {
            return List.of();
        }
        return n.task()
                ? TaskGateway.of(configured, nodes.get())
                        .written(entries, n.pod().node())
                : HostsRule.beyondKubelet(entries, HostsRule.gateway(configured, nodes.get()));
    }
}
