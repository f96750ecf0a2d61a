package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.in.Images;
import io.d2k.domain.port.out.ContainerStore;
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
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Images, as far as pulls and containers know them. */
final class ImageService implements Images {
    private static final Set<String> FILTERS = Set.of("before", "dangling", "label", "reference", "since", "until");
    private static final Set<String> PRUNE_FILTERS = Set.of("dangling", "label", "label!", "until");

    private final ImageCatalog catalog;
    private final ImageStore store;
    private final ImagePull pull;
    private final PullCredentials credentials;
    private final ContainerStore containers;
    private final ImageRemoval removal;
    private final EventLog events;
    private final Clock clock;

    ImageService(
            ImageCatalog catalog,
            ImageStore store,
            ImagePull pull,
            PullCredentials credentials,
            ContainerStore containers,
            ImageRemoval removal,
            EventLog events,
            Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.pull = pull;
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
        boolean named = filters.has("reference") || filters.has("dangling") && !dangling;
        return views(catalog.all(), name -> filters.any("reference", p -> ReferencePattern.matches(p, name))).stream()
                .filter(v -> !dangling || v.tags().isEmpty())
                .filter(v -> !named || v.named())
                .filter(v -> filters.matchesLabels(v.facts().config().labels()))
                .filter(v -> before.map(b -> made(v.facts()).isBefore(b)).orElse(true))
                .filter(v -> since.map(s -> made(v.facts()).isAfter(s)).orElse(true))
                .filter(v -> old.test(made(v.facts())))
                .sorted(Comparator.comparing((ImageView v) -> made(v.facts())).reversed())
                .toList();
    }

    @Override
    public ImageView inspect(String ref) {
        String id = require(ref).facts().id();
        List<ImageRecord> same =
                catalog.all().stream().filter(i -> i.facts().id().equals(id)).toList();
        return views(same, name -> true).getFirst();
    }

    @Override
    public List<PullProgress> pull(String ref, String platform, Optional<RegistryAuth> auth) {
        return pull.one(ref, platform, auth);
    }

    @Override
    public void pullAll(
            String repository, String platform, Optional<RegistryAuth> auth, Consumer<PullProgress> progress) {
        pull.all(repository, platform, auth, progress);
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
        return catalog.find(ref).orElseThrow(() -> ImageCatalog.noSuchImage(ref));
    }

    @Override
    public List<Removed> prune(Filters filters) {
        filters.allowOnly(PRUNE_FILTERS);
        boolean dangling = filters.flag("dangling", true);
        Map<String, List<String>> others = new LinkedHashMap<>(filters.values());
        others.remove("dangling");
        others.remove("label!");
        List<Removed> removed = new ArrayList<>();
        for (ImageView image : list(new Filters(others))) {
            boolean meant = filters.excludesLabels(image.facts().config().labels());
            if (meant && image.containers() == 0 && (!dangling || image.tags().isEmpty())) {
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

    /** Returns the images with those of their names that are shown: tags and digests count one by one. */
    private List<ImageView> views(List<ImageRecord> records, Predicate<ImageReference> shown) {
        Map<String, List<ImageRecord>> byId = new LinkedHashMap<>();
        records.forEach(r ->
                byId.computeIfAbsent(r.facts().id(), k -> new ArrayList<>()).add(r));
        List<ImageView> views = new ArrayList<>();
        byId.forEach((id, same) -> {
            Set<String> tags = new TreeSet<>();
            Set<String> digests = new TreeSet<>();
            for (ImageRecord r : same) {
                r.tagged().filter(shown).map(ImageReference::familiar).ifPresent(tags::add);
                r.digested().filter(shown).map(ImageReference::familiar).ifPresent(digests::add);
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
