package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.port.in.SystemInfo;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.system.InfoView;
import java.time.Duration;
import java.util.List;

/** Tells of the engine as a whole. */
final class SystemService implements SystemInfo {
    private final Cluster cluster;
    private final ContainerStore containers;
    private final ContainerViews views;
    private final ImageCatalog images;

    SystemService(Cluster cluster, ContainerStore containers, ContainerViews views, ImageCatalog images) {
        this.cluster = cluster;
        this.containers = containers;
        this.views = views;
        this.images = images;
    }

    @Override
    public InfoView info() {
        List<ObservedContainer> all = containers.list();
        int running = (int) all.stream().filter(c -> views.state(c).running()).count();
        int known =
                (int) images.all().stream().map(i -> i.facts().id()).distinct().count();
        return new InfoView(
                cluster.identity(),
                cluster.namespace(),
                cluster.serverVersion(),
                all.size(),
                running,
                known,
                cluster.nodes());
    }

    @Override
    public boolean awaitReady(Duration atMost) {
        return cluster.awaitReady(atMost);
    }
}
