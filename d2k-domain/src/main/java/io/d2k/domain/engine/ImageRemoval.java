package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.port.in.Images.Removed;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.ImageStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes names from images, and forgets those that have none left: as moby's {@code daemon/images/image_delete.go}. */
final class ImageRemoval {
    private static final int SHORT_ID = 12;

    private final ImageCatalog catalog;
    private final ImageStore store;
    private final ContainerStore containers;
    private final Predicate<ObservedContainer> running;
    private final EventLog events;
    private final Clock clock;

    /**
     * Makes it.
     *
     * @param running whether a container runs
     */
    ImageRemoval(
            ImageCatalog catalog,
            ImageStore store,
            ContainerStore containers,
            Predicate<ObservedContainer> running,
            EventLog events,
            Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.containers = containers;
        this.running = running;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Removes a name, or all that has an ID.
     *
     * @param image what the reference means
     * @throws EngineException of kind {@code CONFLICT} in Docker's words
     */
    List<Removed> remove(String ref, ImageRecord image, boolean force) {
        List<ImageRecord> same = catalog.all().stream()
                .filter(i -> i.facts().id().equals(image.facts().id()))
                .toList();
        List<ImageRecord> named =
                same.stream().filter(i -> i.reference().tag().isPresent()).toList();
        List<ObservedContainer> users = containers.list().stream()
                .filter(c -> c.record()
                        .image()
                        .map(ImageFacts::id)
                        .filter(image.facts().id()::equals)
                        .isPresent())
                .toList();
        if (ImageCatalog.isIdOf(ref, image)) {
            requireDeletable(image, named, users, force);
            return forget(image, same);
        }
        if (named.size() > 1 && named.contains(image)) {
            return untag(image);
        }
        if (!force) {
            users.stream().findFirst().ifPresent(user -> {
                throw EngineException.conflict("conflict: unable to remove repository reference \"" + ref
                        + "\" (must force) - container " + brief(user.record().id())
                        + " is using its referenced image " + brief(image));
            });
        }
        if (users.isEmpty()) {
            return forget(image, same);
        }
        // what containers run stays, without a name
        store.save(unnamed(image));
        return untag(image);
    }

    private void requireDeletable(
            ImageRecord image, List<ImageRecord> named, List<ObservedContainer> users, boolean force) {
        String unable = "conflict: unable to delete " + brief(image);
        Optional<ObservedContainer> runs = users.stream().filter(running).findFirst();
        if (runs.isPresent()) {
            throw EngineException.conflict(unable + " (cannot be forced) - image is being used by running container "
                    + brief(runs.get().record().id()));
        }
        if (!force && named.size() > 1) {
            throw EngineException.conflict(unable + " (must be forced) - image is referenced in multiple repositories");
        }
        if (!force && !users.isEmpty()) {
            throw EngineException.conflict(unable + " (must be forced) - image is being used by stopped container "
                    + brief(users.getFirst().record().id()));
        }
    }

    private List<Removed> untag(ImageRecord image) {
        store.remove(image);
        publish("untag", image.facts());
        return List.of(new Removed(image.reference().familiar(), ""));
    }

    private List<Removed> forget(ImageRecord image, List<ImageRecord> same) {
        List<Removed> lines = new ArrayList<>();
        for (ImageRecord record : same) {
            store.remove(record);
            if (record.reference().tag().isPresent()) {
                lines.add(new Removed(record.reference().familiar(), ""));
                publish("untag", image.facts());
            }
        }
        same.stream()
                .filter(i -> i.source().isEmpty()) // only repositories of registries have digests
                .map(i -> i.reference().familiarName() + "@" + i.facts().repoDigest())
                .distinct()
                .forEach(digest -> lines.add(new Removed(digest, "")));
        lines.add(new Removed("", image.facts().id()));
        publish("delete", image.facts());
        return lines;
    }

    /** Returns the image as one that was pulled by its digest. */
    private ImageRecord unnamed(ImageRecord image) {
        ImageReference by = image.pulledBy();
        return new ImageRecord(
                new ImageReference(
                        by.domain(),
                        by.path(),
                        Optional.empty(),
                        Optional.of(image.facts().repoDigest())),
                image.facts(),
                clock.instant());
    }

    private void publish(String action, ImageFacts facts) {
        Map<String, String> attributes = new LinkedHashMap<>(facts.config().labels());
        attributes.put("name", facts.id());
        events.publish("image", action, facts.id(), attributes);
    }

    private static String brief(ImageRecord image) {
        String id = image.facts().id();
        return brief(id.substring(id.indexOf(':') + 1));
    }

    private static String brief(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }
}
