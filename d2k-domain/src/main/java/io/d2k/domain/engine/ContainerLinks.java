package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Link;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.container.rule.LinkRule;
import io.d2k.domain.container.rule.LinkVariableRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.ContainerStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Links on the default bridge, where nothing else gives containers names: as moby's {@code daemon/links.go}. */
final class ContainerLinks {
    private final ContainerStore store;
    private final ContainerLookup lookup;

    ContainerLinks(ContainerStore store, ContainerLookup lookup) {
        this.store = store;
        this.lookup = lookup;
    }

    /**
     * What a container begins with for its links.
     *
     * @param hosts entries for /etc/hosts
     * @param variables that tell of what is linked
     */
    record AtStart(List<HostAlias> hosts, List<EnvVar> variables) {
        static final AtStart NOTHING = new AtStart(List.of(), List.of());
    }

    /**
     * Returns the links that a request asks for; of two with one alias the first counts.
     *
     * @throws EngineException in Docker's words for a container that is not there
     */
    List<Link> asked(NetworkSpec networks) {
        if (!LinkRule.onDefaultBridge(networks)) {
            return List.of();
        }
        List<Link> links = new ArrayList<>();
        for (String text : networks.links()) {
            LinkRule.Link asked = LinkRule.parse(text);
            ContainerRecord target = target(asked.name());
            boolean taken = links.stream().anyMatch(l -> l.alias().equals(asked.alias()));
            if (!asked.alias().isEmpty() && !taken) {
                links.add(new Link(target.id(), target.name(), asked.alias()));
            }
        }
        return links;
    }

    private ContainerRecord target(String name) {
        try {
            return lookup.require(name).record();
        } catch (EngineException e) {
            ErrorKind kind = e.kind() == ErrorKind.NOT_FOUND ? ErrorKind.INVALID : e.kind();
            throw new EngineException(kind, "could not get container for " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns what a container that starts now is to know of those it links.
     *
     * @throws EngineException in Docker's words where one of them does not run or is elsewhere
     */
    AtStart atStart(ContainerRecord record) {
        if (record.links().isEmpty() || !bridged(record)) {
            return AtStart.NOTHING;
        }
        for (Link link : record.links()) {
            Optional<ContainerRecord> target = store.find(link.targetId()).map(ObservedContainer::record);
            if (target.isPresent() && !bridged(target.get())) {
                throw EngineException.internal(
                        "Cannot link to /" + target.get().name() + ", as it does not belong to the default network");
            }
        }
        List<HostAlias> hosts = new ArrayList<>();
        List<LinkVariableRule.Told> told = new ArrayList<>();
        for (Link link : record.links()) {
            Optional<ObservedContainer> target = store.find(link.targetId());
            String ip = target.flatMap(Neighbours::address)
                    .orElseThrow(() -> EngineException.internal("Cannot link to a non running container: /"
                            + target.map(t -> t.record().name()).orElse(link.targetName()) + " AS /" + record.name()
                            + "/" + link.alias()));
            ContainerRecord other = target.orElseThrow().record();
            EffectiveConfig config = ContainerViews.config(other);
            hosts.add(LinkRule.host(link, other, ip));
            told.add(new LinkVariableRule.Told(record.name(), link.alias(), ip, config.exposedPorts(), config.env()));
        }
        return new AtStart(
                hosts,
                LinkVariableRule.variables(told, ContainerViews.config(record).env()));
    }

    private static boolean bridged(ContainerRecord record) {
        return record.networks().stream().anyMatch(n -> n.networkName().equals(PredefinedNetworks.BRIDGE));
    }

    /**
     * Removes a link.
     *
     * @param target what it leads to
     * @param ref {@code container/alias}
     * @throws EngineException in Docker's words where that is no link
     */
    void remove(ContainerRecord target, String ref) {
        String name = ref.startsWith("/") ? ref.substring(1) : ref;
        int slash = name.indexOf('/');
        if (slash <= 0) {
            throw EngineException.internal("Conflict, cannot remove the default link name of the container");
        }
        ContainerRecord parent = lookup.require(name.substring(0, slash)).record();
        String alias = name.substring(slash + 1);
        store.update(
                parent.id(),
                r -> r.withLinks(r.links().stream()
                        .filter(l -> !l.alias().equals(alias) || !l.targetId().equals(target.id()))
                        .toList()));
    }
}
