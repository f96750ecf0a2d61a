package io.d2k.k8s.cluster;

import io.d2k.domain.DurationText;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.port.out.Metrics;
import io.d2k.domain.stats.PodUsage;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.KubernetesErrors;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.custom.ContainerMetrics;
import io.kubernetes.client.custom.PodMetrics;
import io.kubernetes.client.custom.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Figures of metrics.k8s.io. One list serves all pods, and is kept for as long as it cannot have changed, so that any
 * number of {@code docker stats} costs the API server one request in that time.
 */
public final class KubernetesMetrics implements Metrics {
    private static final System.Logger LOG = System.getLogger(KubernetesMetrics.class.getName());
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private final Resource<PodMetrics> resource;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Figures figures = new Figures(Map.of(), Instant.MIN);
    private String trouble = "";

    /** Makes a reader of figures; nothing is asked until somebody wants some. */
    public KubernetesMetrics(KubernetesClients clients, Clock clock) {
        this.resource = new Resource<>(clients, Kind.POD_METRICS);
        this.clock = clock;
    }

    @Override
    public Optional<PodUsage> usage(PodObservation pod) {
        return Optional.ofNullable(fresh().pods().get(pod.name()));
    }

    private Figures fresh() {
        if (clock.instant().isBefore(figures.until())) {
            return figures;
        }
        asking.lock();
        try {
            if (!clock.instant().isBefore(figures.until())) {
                figures = ask();
            }
            return figures;
        } finally {
            asking.unlock();
        }
    }

    private Figures ask() {
        Map<String, PodUsage> pods = new HashMap<>();
        try {
            for (PodMetrics item : resource.list("").items()) {
                usage(item).ifPresent(u -> pods.put(item.getMetadata().getName(), u));
            }
            trouble = "";
        } catch (IOException e) {
            String words = KubernetesErrors.of("list metrics of pods", e).getMessage();
            if (!words.equals(trouble)) {
                LOG.log(System.Logger.Level.WARNING, "docker stats shows zeroes, there are no figures: " + words);
                trouble = words;
            }
            return new Figures(Map.of(), clock.instant().plus(LONGEST));
        }
        Instant now = clock.instant();
        // the next figures are due a window after the newest of these
        Instant due = pods.values().stream()
                .map(u -> u.at().plus(u.window()))
                .max(Instant::compareTo)
                .orElse(now);
        Instant soonest = now.plus(SHORTEST);
        Instant latest = now.plus(LONGEST);
        return new Figures(pods, due.isBefore(soonest) ? soonest : due.isAfter(latest) ? latest : due);
    }

    private static Optional<PodUsage> usage(PodMetrics item) {
        Optional<Instant> at = time(item.getTimestamp());
        if (item.getContainers() == null || at.isEmpty()) {
            return Optional.empty();
        }
        return item.getContainers().stream()
                .filter(container -> Names.MAIN_CONTAINER.equals(container.getName()))
                .findFirst()
                .map(container -> new PodUsage(
                        at.get(),
                        Optional.ofNullable(item.getWindow())
                                .flatMap(DurationText::parse)
                                .orElse(Duration.ZERO),
                        number(container, "cpu").multiply(NANOS).longValue(),
                        number(container, "memory").longValue()));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.ofNullable(text).map(t -> OffsetDateTime.parse(t).toInstant());
        } catch (DateTimeParseException e) {
            LOG.log(System.Logger.Level.DEBUG, "figures without a time are passed over", e);
            return Optional.empty();
        }
    }

    private static BigDecimal number(ContainerMetrics container, String name) {
        Map<String, Quantity> usage = container.getUsage() == null ? Map.of() : container.getUsage();
        return Optional.ofNullable(usage.get(name)).map(Quantity::getNumber).orElse(BigDecimal.ZERO);
    }

    private record Figures(Map<String, PodUsage> pods, Instant until) {}
}
