package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code docker export} has of a container: its own files, and of what is mounted the empty places. */
final class ExportLayout implements FileArchive.Layout {
    /** What the node shows in every container, which tar does not carry. */
    private static final List<String> SHOWN = List.of("dev/", "proc/", "sys/");
    /** What the node mounts in every container, as the Docker Engine does. */
    private static final List<String> WRITTEN = List.of("/etc/hosts", "/etc/hostname", "/etc/resolv.conf");

    private final long created;
    private final Set<String> mounted;

    ExportLayout(ContainerRecord record) {
        created = record.created().getEpochSecond();
        mounted = Stream.concat(
                        WRITTEN.stream(), ContainerViews.mounts(record).stream().map(MountPoint::destination))
                .map(TarNames::raw)
                .collect(Collectors.toSet());
    }

    @Override
    public List<TarEntry> first() {
        return SHOWN.stream()
                .map(name -> new TarEntry(TarEntry.DIRECTORY, name, 0755, 0, 0, 0, created, "", 0, 0))
                .toList();
    }

    @Override
    public Optional<TarEntry> entry(TarEntry entry) {
        String place = ContainerPath.clean("/" + entry.name());
        boolean own = ContainerPath.within(place, KeptLayer.DIRECTORY);
        if (place.equals("/") || own || mounted.stream().anyMatch(m -> place.startsWith(m + "/"))) {
            return Optional.empty();
        }
        String link = entry.type() == TarEntry.HARD_LINK
                ? ContainerPath.clean("/" + entry.link()).substring(1)
                : entry.link();
        TarEntry named = entry.named(place.substring(1) + (entry.directory() ? "/" : ""), link);
        return Optional.of(mounted.contains(place) ? named.empty() : named);
    }
}
