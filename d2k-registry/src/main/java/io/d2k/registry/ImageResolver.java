package io.d2k.registry;

import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds out what an image is, from index to configuration. */
final class ImageResolver {
    // An index may hold indexes; nobody nests them deeper than this on purpose.
    private static final int DEEPEST_INDEX = 3;

    private final ImageReference reference;
    private final WantedPlatform wanted;
    private final Function<String, Optional<ImageFacts>> known;

    /**
     * Starts a search.
     *
     * @param wanted what the image has to run on
     * @param known what is known of an image by its digest
     */
    ImageResolver(ImageReference reference, WantedPlatform wanted, Function<String, Optional<ImageFacts>> known) {
        this.reference = reference;
        this.wanted = wanted;
        this.known = known;
    }

    /**
     * Asks the repository, as little as is needed.
     *
     * @param before what the tag stood for when it was asked the last time
     * @throws RegistryFailure when there is no such image, or none can be had
     */
    ImageFacts resolve(Repository repository, Optional<ImageFacts> before) throws RegistryFailure {
        if (before.isPresent() && reference.digest().isEmpty()) {
            // Costs no manifest, which is what registries count.
            Optional<ImageFacts> unchanged = repository
                    .digestOf(reference.selector())
                    .flatMap(digest ->
                            before.filter(b -> b.repoDigest().equals(digest)).or(() -> known.apply(digest)));
            if (unchanged.isPresent()) {
                return unchanged.get();
            }
        }
        Repository.Document top = repository.manifest(reference.selector());
        Optional<ImageFacts> seen = known.apply(top.digest().toString());
        return seen.isPresent() ? seen.get() : read(repository, top);
    }

    private ImageFacts read(Repository repository, Repository.Document top) throws RegistryFailure {
        Repository.Document document = top;
        Optional<Platform> listed = Optional.empty();
        for (int depth = 0; depth <= DEEPEST_INDEX; depth++) {
            switch (Manifest.parse(document.body(), document.mediaType())) {
                case Manifest.Image image -> {
                    ConfigDocument config = ConfigDocument.parse(repository.config(image.config()));
                    return facts(top, document, image, config, listed);
                }
                case Manifest.Index index -> {
                    Descriptor chosen = wanted.choose(index.entries())
                            .orElseThrow(() -> RegistryFailure.otherPlatform(
                                    reference, new ImageLookup.OtherPlatform(wanted.shown(), Optional.empty())));
                    listed = chosen.platform();
                    document = repository.manifest(chosen.digest().toString());
                }
            }
        }
        throw RegistryFailure.unreachable("unsupported manifest format");
    }

    private ImageFacts facts(
            Repository.Document top,
            Repository.Document own,
            Manifest.Image image,
            ConfigDocument config,
            Optional<Platform> listed)
            throws RegistryFailure {
        // Old tools left the platform out of the configuration; then the index is all that tells.
        boolean silent = config.architecture().isEmpty();
        Platform actual = silent ? listed.orElse(config.platform()) : config.platform();
        ImageFacts facts = new ImageFacts(
                image.config().digest().toString(),
                own.digest().toString(),
                top.digest().toString(),
                silent ? actual.os() : config.os(),
                silent ? actual.architecture() : config.architecture(),
                silent ? actual.variant() : config.variant(),
                config.created(),
                config.author(),
                image.size(),
                config.layers(),
                image.layers().stream().map(l -> l.digest().toString()).toList(),
                sized(config.history(), image.layers()),
                config.config(),
                Accounts.NONE);
        // What an index says was checked when it was chosen from.
        if (listed.isEmpty() && !silent && !wanted.accepts(actual)) {
            throw RegistryFailure.otherPlatform(
                    reference, new ImageLookup.OtherPlatform(wanted.shown(), Optional.of(facts)));
        }
        return facts;
    }

    /** Steps that changed files have the sizes of the layers, in their order; none where the two do not fit together. */
    private static List<ImageFacts.Layer> sized(List<ImageFacts.Layer> history, List<Descriptor> layers) {
        if (history.stream().filter(step -> !step.emptyLayer()).count() != layers.size()) {
            return history;
        }
        Iterator<Descriptor> next = layers.iterator();
        return history.stream()
                .map(step -> step.emptyLayer() ? step : step.sized(next.next().size()))
                .toList();
    }
}
