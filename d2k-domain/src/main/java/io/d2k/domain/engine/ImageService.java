package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.in.Images;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.PullCredentials;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Images, as far as pulls and containers know them. */
final class ImageService implements Images {
    private static final Set<String> FILTERS =
            Set.of("before", "dangling", "label", "label!", "reference", "since", "until");
    private static final Set<String> PRUNE_FILTERS = Set.of("dangling", "label", "label!", "until");

    private final ImageCatalog catalog;
    private final ImageStore store;
    private final ImageRegistry registry;
    private final PullCredentials credentials;
    private final ContainerStore containers;
    private final ImageRemoval removal;
    private final EventLog events;
    private final Clock clock;

    ImageService(
            ImageCatalog catalog,
            ImageStore store,
            ImageRegistry registry,
            PullCredentials credentials,
            ContainerStore containers,
            ImageRemoval removal,
            EventLog events,
            Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.registry = registry;
        this.credentials = credentials;
        this.containers = containers;
        this.removal = removal;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<ImageView> list(Filters filters) {
        filters.allowOnly(FILTERS);
        Optional<Instant> before = bound(filters, "before");
        Optional<Instant> since = bound(filters, "since");
        Predicate<Instant> old = UntilFilter.ofImages(filters, clock.instant());
        boolean dangling = filters.flag("dangling", false);
        return views(catalog.all().stream()
                        .filter(i -> !dangling)
                        .filter(i -> filters.any("reference", p -> ReferencePattern.matches(p, i.reference())))
                        .toList())
                .stream()
                .filter(v -> filters.matchesLabels(v.facts().config().labels())
                        && filters.excludesLabels(v.facts().config().labels()))
                .filter(v -> before.map(b -> made(v.facts()).isBefore(b)).orElse(true))
                .filter(v -> since.map(s -> made(v.facts()).isAfter(s)).orElse(true))
                .filter(v -> old.test(made(v.facts())))
                .sorted(Comparator.comparing((ImageView v) -> made(v.facts())).reversed())
                .toList();
    }

    @Override
    public ImageView inspect(String ref) {
        String id = require(ref).facts().id();
        return views(catalog.all().stream()
                        .filter(i -> i.facts().id().equals(id))
                        .toList())
                .getFirst();
    }

    @Override
    public List<PullProgress> pull(String ref, String platform, Optional<RegistryAuth> auth) {
        ImageReference reference = ImageReference.parse(ref);
        return switch (registry.revalidating().lookup(reference, auth, platform)) {
            case ImageLookup.Found f -> {
                List<PullProgress> lines = pulled(reference, f.facts());
                auth.ifPresent(a -> keep(reference, a, platform));
                yield lines;
            }
            case ImageLookup.OtherPlatform o -> mismatched(reference, o);
            case ImageLookup.Missing m -> throw EngineException.notFound(m.message());
            case ImageLookup.Denied d ->
                throw d.hidden() ? EngineException.notFound(d.message()) : EngineException.internal(d.message());
            case ImageLookup.Unreachable u -> throw EngineException.internal(u.message());
        };
    }

    // An engine asks what it has pulled for its platform once it has it, so that it keeps a single image all the same.
    private List<PullProgress> mismatched(ImageReference reference, ImageLookup.OtherPlatform found) {
        List<PullProgress> lines = new ArrayList<>(
                found.image().map(facts -> pulled(reference, facts)).orElseGet(() -> List.of(pulling(reference))));
        lines.add(new PullProgress.Failure(found.message(reference)));
        return lines;
    }

    private void keep(ImageReference reference, RegistryAuth auth, String platform) {
        try {
            catalog.keep(reference, auth, platform);
        } catch (EngineException e) {
            store.list().stream().filter(i -> i.reference().equals(reference)).forEach(store::remove);
            throw e;
        }
    }

    @Override
    public List<Removed> remove(String ref, boolean force) {
        List<Removed> lines = removal.remove(ref, require(ref), force);
        credentials.tidy();
        return lines;
    }

    @Override
    public void tag(String ref, String repository, String tag) {
        ImageRecord image = require(ref);
        ImageRecord named = image.named(ImageReference.name(repository, tag), clock.instant());
        store.save(named);
        publish("tag", image.facts().id(), named.reference().familiar(), image.facts());
    }

    private ImageRecord require(String ref) {
        return catalog.find(ref).orElseThrow(() -> ImageCatalog.noSuchImage(ImageReference.parse(ref)));
    }

    @Override
    public List<Removed> prune(Filters filters) {
        filters.allowOnly(PRUNE_FILTERS);
        boolean dangling = filters.flag("dangling", true);
        Map<String, List<String>> others = new LinkedHashMap<>(filters.values());
        others.remove("dangling");
        List<Removed> removed = new ArrayList<>();
        for (ImageView image : list(new Filters(others))) {
            if (image.containers() == 0 && (!dangling || image.tags().isEmpty())) {
                List<String> refs =
                        image.tags().isEmpty() ? List.of(image.facts().id()) : image.tags();
                refs.forEach(ref -> removed.addAll(removeUnlessUsed(ref)));
            }
        }
        events.pruned("image");
        return removed;
    }

    private List<Removed> removeUnlessUsed(String ref) {
        try {
            return remove(ref, false);
        } catch (EngineException e) {
            // taken into use or removed since the list was made: not ours to prune any more
            if (e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            return List.of();
        }
    }

    /** Publishes an action with the image's labels, as Docker does. */
    private void publish(String action, String actor, String name, ImageFacts facts) {
        Map<String, String> attributes = new LinkedHashMap<>(facts.config().labels());
        attributes.put("name", name);
        events.publish("image", action, actor, attributes);
    }

    private List<PullProgress> pulled(ImageReference reference, ImageFacts facts) {
        boolean present = catalog.all().stream()
                .anyMatch(i -> i.facts().id().equals(facts.id())
                        && (i.reference().familiar().equals(reference.familiar())
                                || reference.tag().isEmpty() && i.reference().sameRepository(reference)));
        store.save(new ImageRecord(reference, facts, clock.instant()));
        publish("pull", reference.familiar(), reference.familiarName(), facts);
        List<PullProgress> lines = new ArrayList<>();
        lines.add(pulling(reference));
        lines.add(new PullProgress.Step("", "Digest: " + facts.repoDigest()));
        lines.add(new PullProgress.Step(
                "",
                "Status: " + (present ? "Image is up to date for " : "Downloaded newer image for ")
                        + reference.familiar()));
        return lines;
    }

    private static PullProgress pulling(ImageReference reference) {
        String subject = reference.digest().isPresent() ? reference.full() : reference.selector();
        return new PullProgress.Step(subject, "Pulling from " + reference.path());
    }

    private List<ImageView> views(List<ImageRecord> records) {
        Map<String, List<ImageRecord>> byId = new LinkedHashMap<>();
        records.forEach(r ->
                byId.computeIfAbsent(r.facts().id(), k -> new ArrayList<>()).add(r));
        List<ImageView> views = new ArrayList<>();
        byId.forEach((id, same) -> {
            Set<String> tags = new TreeSet<>();
            Set<String> digests = new TreeSet<>();
            for (ImageRecord r : same) {
                r.reference().tag().ifPresent(t -> tags.add(r.reference().familiarName() + ":" + t));
                if (r.source().isEmpty()) {
                    digests.add(r.reference().familiarName() + "@" + r.facts().repoDigest());
                }
            }
            int users = (int) containers.list().stream()
                    .filter(c -> c.record()
                            .image()
                            .map(ImageFacts::id)
                            .filter(id::equals)
                            .isPresent())
                    .count();
            views.add(new ImageView(same.getFirst().facts(), List.copyOf(tags), List.copyOf(digests), users));
        });
        return views;
    }

    private Optional<Instant> bound(Filters filters, String name) {
        return filters.get(name).stream()
                .findFirst()
                .map(ref -> made(inspect(ref).facts()));
    }

    private static Instant made(ImageFacts facts) {
        return facts.created().orElse(Instant.EPOCH);
    }
}
