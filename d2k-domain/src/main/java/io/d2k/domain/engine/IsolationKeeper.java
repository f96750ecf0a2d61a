package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.rule.PortPublishingRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.network.IsolationRule;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.NetworkBarriers;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.publish.PublishMode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Keeps containers without a common network apart, where the operator wants it, and else those that want no network. */
final class IsolationKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(IsolationKeeper.class.getName());
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final ContainerStore store;
    private final NetworkLookup networks;
    private final Optional<NetworkBarriers> barriers;
    private final EngineSettings settings;
    private final Passes passes = new Passes("isolation", this::write);
    private volatile Subscription subscription = () -> {};

    IsolationKeeper(
            ContainerStore store, NetworkLookup networks, Optional<NetworkBarriers> barriers, EngineSettings settings) {
        this.store = store;
        this.networks = networks;
        this.barriers = barriers;
        this.settings = settings;
    }

    /** Begins with what is there. */
    void begin() {
        if (barriers.isPresent()) {
            subscription = store.subscribe((id, now) -> passes.ask());
            passes.ask();
        }
    }

    /** Waits until the state of now holds for a container, for a bounded time; until it does, a new one reaches nobody. */
    void settle(ContainerRecord container) {
        if (barriers.isPresent() && (settings.isolated() || IsolationRule.unconnected(container))) {
            passes.settle(SETTLING);
        }
    }

    private boolean write() {
        try {
            List<ContainerRecord> records = store.list().stream()
                    .map(ObservedContainer::record)
                    .filter(r -> !r.removing())
                    .toList();
            barriers.orElseThrow()
                    .apply(
                            settings.isolated()
                                    ? IsolationRule.plan(records, networks.all(), this::published)
                                    : IsolationRule.unconnected(records));
            return true;
        } catch (EngineException e) {
            boolean again = e.kind() == ErrorKind.UNAVAILABLE || e.kind() == ErrorKind.CONFLICT;
            LOG.log(again ? Level.DEBUG : Level.ERROR, "containers are not kept apart as they should be", e);
            return !again;
        }
    }

    // what tunnels carry comes from the pod's own node, and no policy is in its way
    private Collection<Port> published(ContainerRecord record) {
        return settings.publish() == PublishMode.FORWARD
                ? List.of()
                : PortPublishingRule.targets(
                        record.spec().networks(), ContainerViews.config(record).exposedPorts(), settings.publish());
    }

    @Override
    public void close() {
        passes.close();
        subscription.close();
    }
}
