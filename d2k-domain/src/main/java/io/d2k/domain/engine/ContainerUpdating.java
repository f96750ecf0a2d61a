package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerUpdate;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan.Resources;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.HostCpuRule;
import io.d2k.domain.container.rule.UpdateRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerStore;
import java.util.List;

/** Changes restart policies and limits. What stands for the container stays; the supervisor minds the new policy. */
final class ContainerUpdating {
    private final ContainerStore store;
    private final ContainerLookup lookup;
    private final ContainerViews views;
    private final ContainerEvents events;
    private final Cluster cluster;
    private final EngineSettings settings;

    ContainerUpdating(
            ContainerStore store,
            ContainerLookup lookup,
            ContainerViews views,
            ContainerEvents events,
            Cluster cluster,
            EngineSettings settings) {
        this.store = store;
        this.lookup = lookup;
        this.views = views;
        this.events = events;
        this.cluster = cluster;
        this.settings = settings;
    }

    List<String> update(String ref, ContainerUpdate update) {
        Warnings warnings = new Warnings();
        HostCpuRule.check(update.asked().resources().nanoCpus(), cluster.nodes());
        UpdateRule.check(update, warnings);
        ObservedContainer container = lookup.require(ref);
        ContainerRecord record = container.record();
        try {
            if (record.removing()) {
                throw EngineException.conflict("container is marked for removal and cannot be \"update\"");
            }
            UpdateRule.requireFits(record.spec(), update);
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "Cannot update container " + record.id() + ": " + e.getMessage(), e);
        }
        ContainerSpec spec = update.merge().apply(record.spec());
        Resources limits = UpdateRule.translate(spec, settings.gpuResource());
        if (!limits.equals(UpdateRule.translate(record.spec(), settings.gpuResource()))) {
            store.resize(record.id(), limits);
            ResizeOutcome outcome = StateProjection.currentPod(container)
                    .map(pod -> store.resizePod(pod, limits))
                    .orElseGet(ResizeOutcome.Refused::new);
            if (views.state(container).running()) {
                UpdateRule.explain(outcome, warnings);
            }
        }
        ContainerRecord updated =
                store.update(record.id(), r -> r.withSpec(update.merge().apply(r.spec())));
        events.publish(updated, "update");
        return warnings.list();
    }
}
