package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.rule.UserRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.AccountLookup;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.AskedPlatform;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageNames;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.PullCredentials;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What d2k knows of images: what was pulled, what containers use, and what registries answer. */
final class ImageCatalog {
    private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{4,64}");
    private static final Pattern FULL_ID = Pattern.compile("[0-9a-f]{64}");
    private static final String ALGORITHM = "sha256:";

    private static final Logger LOG = System.getLogger(ImageCatalog.class.getName());

    private final ImageStore store;
    private final ImageRegistry registry;
    private final ContainerStore containers;
    private final PullCredentials credentials;

    ImageCatalog(ImageStore store, ImageRegistry registry, ContainerStore containers, PullCredentials credentials) {
        this.store = store;
        this.registry = registry;
        this.containers = containers;
        this.credentials = credentials;
    }

    /**
     * An image to run.
     *
     * @param pullSecrets names of the credentials that nodes pull it with
     */
    record Resolved(String toRun, Optional<ImageFacts> facts, List<String> pullSecrets) {
        private Resolved with(Accounts accounts) {
            return new Resolved(toRun, facts.map(f -> f.withAccounts(accounts)), pullSecrets);
        }
    }

    /** Returns what lists call the images of containers. */
    ImageNames names() {
        return ImageNames.of(store.list(), store::removed);
    }

    /**
     * Returns what a container of that reference runs. Without an answer from the registry d2k goes on without facts.
     * Nodes pull what nobody has pulled, so that alone is missing which was removed and may be pulled anew.
     *
     * @throws EngineException "No such image" where the registry knows none, or has an image that was removed here
     */
    Resolved present(String ref, String platform) {
        return resolve(ref, platform, Optional.empty(), store::removed);
    }

    /**
     * Returns what tasks of a service run, which are pulled with each of them.
     *
     * @param auth credentials of those to whom alone the registry tells of the image
     * @throws EngineException "No such image" where the registry knows none
     */
    Resolved resolve(String ref, Optional<RegistryAuth> auth) {
        return resolve(ref, "", auth, reference -> false);
    }

    private Resolved resolve(
            String ref, String platform, Optional<RegistryAuth> auth, Predicate<ImageReference> removed) {
        Optional<ImageRecord> known = find(ref);
        // what was pulled is what runs, though the tag may have moved on, and whether or not its registry answers
        Optional<ImageRecord> local = known.filter(i -> !isTag(ref)
                        || i.reference().digest().isPresent()
                        || store.list().contains(i))
                .filter(i -> runsOn(i.facts(), platform));
        if (local.isPresent()) {
            return pinned(local.get());
        }
        if (FULL_ID.matcher(ref).matches()) {
            throw noSuchImage(ref);
        }
        ImageReference reference = ImageReference.parse(ref);
        return switch (registry.lookup(reference, auth, platform)) {
            case ImageLookup.Found f when removed.test(reference) -> throw noSuchImage(reference);
            case ImageLookup.Found f -> resolved(reference, reference, Optional.of(f.facts()));
            case ImageLookup.OtherPlatform o ->
                throw known.map(i ->
                                EngineException.notFound(ImageLookup.OtherPlatform.message(ref, o.wanted(), i.facts())))
                        .orElseGet(() -> noSuchImage(reference));
            case ImageLookup.Missing m -> throw noSuchImage(reference);
            case ImageLookup.Denied d -> throw noSuchImage(reference);
            case ImageLookup.Unreachable u ->
                known.map(this::pinned).orElseGet(() -> resolved(reference, reference, Optional.empty()));
        };
    }

    /**
     * Looks up what the names of the user and the groups that a container runs as stand for in its image; without such names
     * nothing is asked. Where the client sends no credentials, those are used by which nodes pull the image.
     *
     * @throws EngineException where there are names, and the image cannot be read
     */
    Resolved named(Resolved image, ContainerSpec spec, Optional<RegistryAuth> auth) {
        List<String> users = UserRule.users(spec.process().user());
        List<String> groups =
                UserRule.groups(spec.process().user(), spec.security().groupAdd());
        Accounts known =
                image.facts().map(ImageFacts::accounts).orElse(Accounts.NONE).of(users, groups);
        if (known.users().size() == users.size() && known.groups().size() == groups.size()) {
            return image.with(known);
        }
        ImageReference run = ImageReference.parse(image.toRun());
        AccountLookup found = image.facts()
                .map(facts -> registry.accounts(run, facts, auth.or(() -> credentials.held(run))))
                .orElseGet(() -> new AccountLookup.Unknown("its registry has not answered"));
        return switch (found) {
            case AccountLookup.Found f -> image.with(f.accounts().of(users, groups));
            case AccountLookup.Unknown u ->
                throw EngineException.unsupported("unable to find "
                        + (users.isEmpty() ? "group " + groups.getFirst() : "user " + users.getFirst())
                        + ": the accounts of the image cannot be read, since " + u.reason()
                        + "; use the number (--user UID:GID)");
        };
    }

    /** Keeps credentials for the nodes where the registry accepts them; others change nothing. */
    void admit(ImageReference reference, RegistryAuth auth) {
        if (registry.lookup(reference, Optional.of(auth), "") instanceof ImageLookup.Found) {
            keep(reference, auth, "");
        }
    }

    /**
     * Keeps what the registry was asked with; where d2k may not, images that everybody may pull run all the same.
     *
     * @throws EngineException when nodes cannot pull the image
     */
    void keep(ImageReference reference, RegistryAuth auth, String platform) {
        try {
            credentials.keep(reference, auth);
        } catch (EngineException e) {
            boolean open = e.kind() == ErrorKind.FORBIDDEN
                    && registry.lookup(reference, Optional.empty(), platform) instanceof ImageLookup.Found;
            if (!open) {
                throw e;
            }
        }
    }

    /** Returns the names of the credentials that nodes pull an image with; none where none were kept. */
    List<String> pullSecrets(String ref) {
        return credentials.of(ImageReference.parse(ref));
    }

    private static boolean runsOn(ImageFacts facts, String platform) {
        return platform.isEmpty() || AskedPlatform.of(platform).fits(facts);
    }

    /** Returns the known image of a reference, an ID or a prefix of one. */
    Optional<ImageRecord> find(String ref) {
        List<ImageRecord> all = all();
        if (ID.matcher(ref).matches()) {
            Optional<ImageRecord> byId =
                    all.stream().filter(i -> isIdOf(ref, i)).findFirst();
            if (byId.isPresent()) {
                return byId;
            }
        }
        ImageReference wanted = ImageReference.parse(ref);
        return all.stream().filter(i -> matches(i, wanted)).findFirst();
    }

    /** Returns whether a reference means an image by its ID. */
    static boolean isIdOf(String ref, ImageRecord image) {
        String digits = ref.startsWith(ALGORITHM) ? ref.substring(ALGORITHM.length()) : ref;
        return ID.matcher(ref).matches() && image.facts().id().startsWith(ALGORITHM + digits);
    }

    /**
     * Returns all known images, one record a reference: pulled ones, and those of containers that are not noted, be it by
     * a name that was taken from them.
     */
    List<ImageRecord> all() {
        Map<String, ImageRecord> byReference = new LinkedHashMap<>();
        Set<String> noted = new HashSet<>();
        store.list().forEach(i -> {
            byReference.put(i.reference().familiar(), i);
            noted.add(i.facts().id());
        });
        containers
                .list()
                .forEach(c -> used(c.record())
                        .filter(i -> !noted.contains(i.facts().id()))
                        .ifPresent(i -> byReference.putIfAbsent(i.reference().familiar(), i)));
        return new ArrayList<>(byReference.values());
    }

    /**
     * Keeps the image of a new container like a pulled one, which with Docker it had to be: it is listed, and the tag stays
     * what it was, when the container has gone.
     */
    void keep(ContainerRecord record) {
        Optional<ImageRecord> image = used(record)
                .filter(i -> !store.list().stream()
                        .map(ImageRecord::reference)
                        .toList()
                        .contains(i.reference()));
        try {
            image.ifPresent(store::save);
        } catch (EngineException e) {
            LOG.log(Level.WARNING, "the image of container {0} could not be noted: {1}", record.name(), e.getMessage());
        }
    }

    /** Returns Docker's failure for an unknown image. */
    static EngineException noSuchImage(ImageReference reference) {
        return EngineException.notFound("No such image: " + reference.familiar());
    }

    /** As {@link #noSuchImage(ImageReference)}, but 64 digits are an ID and no name. */
    static EngineException noSuchImage(String ref) {
        return FULL_ID.matcher(ref).matches()
                ? EngineException.notFound("No such image: sha256:" + ref)
                : noSuchImage(ImageReference.parse(ref));
    }

    private Resolved pinned(ImageRecord image) {
        ImageReference pulledBy = image.pulledBy();
        return resolved(pulledBy, pulledBy.at(image.facts().repoDigest()), Optional.of(image.facts()));
    }

    /** Returns what tasks run of an image that no registry tells of, to which nodes may know the way. */
    Resolved unknown(String ref) {
        return new Resolved(ImageReference.parse(ref).full(), Optional.empty(), List.of());
    }

    /** Nodes are told of the registry, too: some (CRI-O) look for a short name in registries of their own choice. */
    private Resolved resolved(ImageReference reference, ImageReference toRun, Optional<ImageFacts> facts) {
        return new Resolved(toRun.full(), facts, credentials.of(reference));
    }

    private static boolean isTag(String ref) {
        return !ID.matcher(ref).matches() && !ref.contains("@");
    }

    private static boolean matches(ImageRecord image, ImageReference wanted) {
        ImageReference r = image.reference();
        return r.sameRepository(wanted)
                && (wanted.digest().isPresent()
                        ? image.source().isEmpty()
                                && (wanted.digest().get().equals(image.facts().repoDigest())
                                        || wanted.digest()
                                                .get()
                                                .equals(image.facts().manifestDigest()))
                        : r.tag().equals(wanted.tag()));
    }

    private static Optional<ImageRecord> used(ContainerRecord record) {
        if (ID.matcher(record.spec().image()).matches()) {
            return Optional.empty();
        }
        return record.image()
                .map(facts -> new ImageRecord(ImageReference.parse(record.spec().image()), facts, record.created()));
    }
}
