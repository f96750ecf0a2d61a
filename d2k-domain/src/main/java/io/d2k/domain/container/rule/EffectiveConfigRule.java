package io.d2k.domain.container.rule;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.Port;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Joins what a request says with what its image says, as moby's {@code daemon/commit.go merge} does. */
public final class EffectiveConfigRule {
    private EffectiveConfigRule() {}

    /** Joins a request with its image; an image that nobody knows says nothing. */
    public static EffectiveConfig join(String id, ContainerSpec spec, Optional<ImageConfig> known) {
        ImageConfig image = known.orElse(ImageConfig.EMPTY);
        Optional<List<String>> entrypoint = spec.process().entrypoint();
        Optional<List<String>> cmd = spec.process().cmd().filter(c -> !c.isEmpty());
        if (entrypoint.isEmpty() || entrypoint.get().isEmpty()) {
            if (cmd.isEmpty()) {
                cmd = some(image.cmd());
            }
            if (entrypoint.isEmpty()) {
                entrypoint = some(image.entrypoint());
            }
        }
        if (cleared(entrypoint)) {
            entrypoint = Optional.empty();
        }
        Set<Port> ports = new TreeSet<>(image.exposedPorts());
        ports.addAll(spec.networks().exposedPorts());
        if (known.isEmpty()) {
            // the image may expose what is bound
            ports.addAll(spec.networks().portBindings().keySet());
        }
        Set<String> volumes = new TreeSet<>(image.volumes());
        volumes.addAll(spec.storage().anonymousVolumes());
        Map<String, String> labels = new TreeMap<>(image.labels());
        labels.putAll(spec.labels());
        return new EffectiveConfig(
                entrypoint,
                cmd,
                env(spec.process().env(), image.env()),
                either(plain(spec.process().workingDir()), image.workingDir()),
                either(spec.process().user(), image.user()),
                either(spec.process().hostname(), Ids.brief(id)),
                labels,
                List.copyOf(ports),
                List.copyOf(volumes),
                either(spec.process().stopSignal(), image.stopSignal()),
                healthcheck(spec.healthcheck(), image.healthcheck()));
    }

    /** Returns a directory as the Docker Engine keeps it; one that is not absolute is refused elsewhere. */
    private static String plain(String directory) {
        return directory.startsWith("/") ? MountRule.clean(directory) : directory;
    }

    /** Returns whether an entrypoint was asked to be none: an empty list or one empty word. */
    static boolean cleared(Optional<List<String>> entrypoint) {
        return entrypoint.isPresent()
                && (entrypoint.get().isEmpty() || entrypoint.get().equals(List.of("")));
    }

    private static List<String> env(List<String> asked, List<String> image) {
        Set<String> names = new HashSet<>();
        asked.forEach(e -> names.add(nameOf(e)));
        List<String> all = new ArrayList<>(asked);
        image.stream().filter(e -> !names.contains(nameOf(e))).forEach(all::add);
        return all;
    }

    private static String nameOf(String entry) {
        int eq = entry.indexOf('=');
        return eq < 0 ? entry : entry.substring(0, eq);
    }

    private static Optional<Healthcheck> healthcheck(Optional<Healthcheck> asked, Optional<Healthcheck> image) {
        if (asked.isEmpty() || image.isEmpty()) {
            return asked.or(() -> image);
        }
        Healthcheck a = asked.get();
        Healthcheck i = image.get();
        return Optional.of(new Healthcheck(
                a.test().isEmpty() ? i.test() : a.test(),
                set(a.interval(), i.interval()),
                set(a.timeout(), i.timeout()),
                set(a.startPeriod(), i.startPeriod()),
                set(a.startInterval(), i.startInterval()),
                a.retries() == 0 ? i.retries() : a.retries()));
    }

    private static Duration set(Duration asked, Duration image) {
        return asked.isZero() ? image : asked;
    }

    private static String either(String asked, String image) {
        return asked.isEmpty() ? image : asked;
    }

    private static Optional<List<String>> some(List<String> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list);
    }
}
