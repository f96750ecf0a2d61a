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
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
        List<ImageRecord> named = same.stream().filter(ImageRemoval::tagged).toList();
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
        ImageReference wanted = ImageReference.parse(ref);
        if (!force && single(same, named)) {
            users.stream().findFirst().ifPresent(user -> {
                throw EngineException.conflict("conflict: unable to remove repository reference \"" + ref
                        + "\" (must force) - container " + brief(user.record().id())
                        + " is using its referenced image " + brief(image));
            });
        }
        List<Removed> lines = new ArrayList<>();
        lines.add(new Removed(wanted.familiar(), ""));
        publish("untag", image.facts());
        boolean digest = wanted.digest().isPresent();
        List<ImageRecord> others = same.stream()
                .filter(i -> digest || !i.reference().equals(image.reference()))
                .toList();
        List<ImageRecord> left = others;
        if (digest || others.stream().noneMatch(i -> i.reference().sameRepository(wanted) && tagged(i))) {
            // a repository's digest goes with its last tag
            if (!digest && same.stream().anyMatch(i -> i.reference().sameRepository(wanted) && hasDigest(i))) {
                lines.add(new Removed(digest(image), ""));
            }
            left = withoutDigest(others, wanted);
        }
        if (!digest) {
            store.remove(image);
        }
        boolean reachable = left.stream().anyMatch(i -> tagged(i) || hasDigest(i));
        if (!reachable && users.isEmpty()) {
            left.forEach(store::remove);
            lines.add(new Removed("", image.facts().id()));
            publish("delete", image.facts());
        } else if (!reachable) {
            // what containers run stays, without a name
            store.save(unnamed(image));
        }
        return lines;
    }

    /** Takes the digest from all that a repository has; returns what there is still, with or without it. */
    private List<ImageRecord> withoutDigest(List<ImageRecord> records, ImageReference repository) {
        List<ImageRecord> left = new ArrayList<>();
        for (ImageRecord record : records) {
            boolean meant = record.reference().sameRepository(repository) && hasDigest(record);
            if (meant && tagged(record)) {
                store.save(record.withoutDigest());
            } else if (meant) {
                store.remove(record);
            }
            if (!meant || tagged(record)) {
                left.add(record);
            }
        }
        return left;
    }

    /** Whether an image has but one name, be it with the digest of the same repository. */
    private static boolean single(List<ImageRecord> same, List<ImageRecord> named) {
        Set<String> digests = same.stream()
                .filter(ImageRemoval::hasDigest)
                .map(i -> i.reference().familiarName())
                .collect(Collectors.toSet());
        if (named.size() + digests.size() <= 1) {
            return true;
        }
        return named.size() <= 1
                && digests.size() == 1
                && named.stream().allMatch(i -> digests.contains(i.reference().familiarName()));
    }

    private static boolean tagged(ImageRecord image) {
        return image.reference().tag().isPresent();
    }

    /** Whether the digest is known of an image's repository: only those of registries have digests. */
    private static boolean hasDigest(ImageRecord image) {
        return image.source().isEmpty();
    }

    private static String digest(ImageRecord image) {
        return image.reference().familiarName() + "@" + image.facts().repoDigest();
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

    private List<Removed> forget(ImageRecord image, List<ImageRecord> same) {
        List<Removed> lines = new ArrayList<>();
        for (ImageRecord record : same) {
            store.remove(record);
            if (tagged(record)) {
                lines.add(new Removed(record.reference().familiar(), ""));
                publish("untag", image.facts());
            }
        }
        same.stream()
                .filter(ImageRemoval::hasDigest)
                .map(ImageRemoval::digest)
                .distinct()
                .forEach(digest -> lines.add(new Removed(digest, "")));
        lines.add(new Removed("", image.facts().id()));
        publish("delete", image.facts());
        return lines;
    }

    /** Returns the image as one that has lost its names; nodes go on to pull it by its digest. */
    private ImageRecord unnamed(ImageRecord image) {
        ImageReference by = image.pulledBy();
        ImageReference bare = new ImageReference(
                by.domain(),
                by.path(),
                Optional.empty(),
                Optional.of(image.facts().repoDigest()));
        return new ImageRecord(bare, image.facts(), clock.instant()).withoutDigest();
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
