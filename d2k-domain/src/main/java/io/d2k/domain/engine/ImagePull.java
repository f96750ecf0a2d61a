package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.image.rule.PulledLayerRule;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.RegistryQueries;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Pulls: what a registry holds is noted, and nodes fetch it when they run it. */
final class ImagePull {
    private static final String LATEST = "latest";
    private static final ImageReference SCRATCH = ImageReference.parse("scratch");

    private final ImageCatalog catalog;
    private final ImageStore store;
    private final ImageRegistry registry;
    private final RegistryQueries queries;
    private final EventLog events;
    private final Clock clock;

    ImagePull(
            ImageCatalog catalog,
            ImageStore store,
            ImageRegistry registry,
            RegistryQueries queries,
            EventLog events,
            Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.registry = registry;
        this.queries = queries;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What came of one reference.
     *
     * @param lines what is told of it
     * @param facts the image that was noted; none where there is none for the platform
     * @param fresh whether it was not there before
     * @param other what there is instead of an image for the platform; nothing where there is one
     */
    private record Noted(
            List<PullProgress> lines,
            Optional<ImageFacts> facts,
            boolean fresh,
            Optional<ImageLookup.OtherPlatform> other) {}

    /** Pulls one image, as {@link io.d2k.domain.port.in.Images#pull} says. */
    List<PullProgress> one(String ref, String platform, Optional<RegistryAuth> auth) {
        ImageReference reference = ImageReference.parse(ref);
        if (reference.sameRepository(SCRATCH)) {
            throw EngineException.forbidden("'scratch' is a reserved name");
        }
        Noted noted = note(reference, platform, auth);
        List<PullProgress> lines = new ArrayList<>(noted.lines());
        noted.facts().ifPresent(facts -> {
            publish(reference.familiar(), reference, facts.config().labels());
            lines.add(status(noted.fresh(), reference.familiar()));
        });
        noted.other().ifPresent(other -> lines.add(new PullProgress.Failure(other.message(reference))));
        return lines;
    }

    /** Pulls all of a repository, as {@link io.d2k.domain.port.in.Images#pullAll} says. */
    void all(String repository, String platform, Optional<RegistryAuth> auth, Consumer<PullProgress> progress) {
        ImageReference name = ImageReference.parse(repository);
        boolean told = false;
        boolean fresh = false;
        Map<String, Noted> byTag = new LinkedHashMap<>();
        for (String tag : queries.tags(name, auth)) {
            ImageReference tagged;
            Noted noted;
            try {
                tagged = ImageReference.name(name.familiarName(), tag);
                noted = note(tagged, platform, auth);
            } catch (EngineException e) {
                if (!told) {
                    throw e;
                }
                progress.accept(new PullProgress.Failure(e.getMessage()));
                return;
            }
            noted.lines().forEach(progress);
            told = true;
            if (noted.facts().isEmpty()) {
                noted.other()
                        .map(other -> new PullProgress.Failure(other.message(tagged)))
                        .ifPresent(progress);
                return;
            }
            fresh |= noted.fresh();
            byTag.put(tag, noted);
        }
        Optional<Noted> latest = Optional.ofNullable(byTag.get(LATEST));
        publish(
                name.familiarName(),
                name,
                latest.flatMap(Noted::facts).map(f -> f.config().labels()).orElse(Map.of()));
        progress.accept(status(fresh, name.familiarName()));
        if (!platform.isEmpty()) {
            failure(name, latest).map(PullProgress.Failure::new).ifPresent(progress);
        }
    }

    // An engine that was told a platform looks at what the name alone means then, be it one of those that it has
    // pulled.
    private Optional<String> failure(ImageReference name, Optional<Noted> latest) {
        if (latest.isEmpty() && catalog.find(name.familiar()).isEmpty()) {
            return Optional.of(ImageCatalog.noSuchImage(name).getMessage());
        }
        String full = name.domain() + "/" + name.path();
        return latest.flatMap(Noted::other)
                .flatMap(other -> other.image().map(i -> ImageLookup.OtherPlatform.message(full, other.wanted(), i)));
    }

    private Noted note(ImageReference reference, String platform, Optional<RegistryAuth> auth) {
        return switch (registry.revalidating().lookup(reference, auth, platform)) {
            case ImageLookup.Found f -> {
                Noted noted = noted(reference, f.facts(), Optional.empty());
                auth.ifPresent(a -> keep(reference, a, platform));
                yield noted;
            }
            // An engine asks what it has pulled for its platform once it has it, so that it keeps a single image all
            // the
            // same.
            case ImageLookup.OtherPlatform o -> {
                var other = Optional.of(o);
                yield o.image()
                        .map(facts -> noted(reference, facts, other))
                        .orElseGet(() -> new Noted(List.of(pulling(reference)), Optional.empty(), false, other));
            }
            case ImageLookup.Missing m -> throw EngineException.notFound(m.message());
            case ImageLookup.Denied d ->
                throw d.hidden() ? EngineException.notFound(d.message()) : EngineException.internal(d.message());
            case ImageLookup.Unreachable u -> throw EngineException.internal(u.message());
        };
    }

    private Noted noted(ImageReference reference, ImageFacts facts, Optional<ImageLookup.OtherPlatform> other) {
        boolean present = catalog.all().stream()
                .anyMatch(i -> i.facts().id().equals(facts.id())
                        && (i.reference().familiar().equals(reference.familiar())
                                || reference.tag().isEmpty() && i.reference().sameRepository(reference)));
        List<PullProgress> lines = new ArrayList<>();
        lines.add(pulling(reference));
        lines.addAll(PulledLayerRule.lines(
                facts, catalog.all().stream().map(ImageRecord::facts).toList()));
        lines.add(new PullProgress.Step("", "Digest: " + facts.repoDigest()));
        store.save(new ImageRecord(reference, facts, clock.instant()));
        return new Noted(lines, Optional.of(facts), !present, other);
    }

    private void keep(ImageReference reference, RegistryAuth auth, String platform) {
        try {
            catalog.keep(reference, auth, platform);
        } catch (EngineException e) {
            store.list().stream().filter(i -> i.reference().equals(reference)).forEach(store::remove);
            throw e;
        }
    }

    /** Publishes a pull with the image's labels, as Docker does. */
    private void publish(String actor, ImageReference reference, Map<String, String> labels) {
        Map<String, String> attributes = new LinkedHashMap<>(labels);
        attributes.put("name", reference.familiarName());
        events.publish("image", "pull", actor, attributes);
    }

    private static PullProgress pulling(ImageReference reference) {
        String subject = reference.digest().isPresent() ? reference.full() : reference.selector();
        return new PullProgress.Step(subject, "Pulling from " + reference.path());
    }

    private static PullProgress status(boolean fresh, String what) {
        String words = fresh ? "Downloaded newer image for " : "Image is up to date for ";
        return new PullProgress.Step("", "Status: " + words + what);
    }
}
