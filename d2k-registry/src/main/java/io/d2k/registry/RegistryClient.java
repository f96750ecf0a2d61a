package io.d2k.registry;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.AccountLookup;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.port.out.RegistryQueries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks registries by the OCI distribution protocol
 * (<a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">specification</a>). Safe for use by
 * many threads; equal lookups at the same time become one. Mirrors get the credentials of the registry that they stand
 * in for when they ask for them, as with the Docker Engine.
 */
public final class RegistryClient implements ImageRegistry, RegistryQueries, AutoCloseable {
    // What a digest stands for never changes; the bound lets go of images that nobody uses.
    private static final Duration DIGEST_TTL = Duration.ofHours(24);
    // How much longer than a lookup somebody waits for it: only ever used up when the machine is overloaded.
    private static final Duration GRACE = Duration.ofSeconds(1);

    // Layers are as large as they are; a user that is made in the uppermost of them takes a moment.
    private static final Duration LAYERS_BOUND = Duration.ofSeconds(30);

    private final RegistrySettings settings;
    private final Supplier<String> clusterPlatform;
    private final Transport transport = new Transport();
    private final Authorizer authorizer;
    private final ExpiringCache<Question, ImageLookup> answers;
    private final ExpiringCache<Content, ImageFacts> contents;
    private final ExpiringCache<AccountsOf, Accounts> accounts;
    private final Flights<Flight, ImageLookup> flights = new Flights<>();
    private final Flights<AccountsOf, AccountLookup> readings = new Flights<>();

    /**
     * Makes a client; nothing is connected before the first lookup.
     *
     * @param settings how registries are asked
     * @param clusterPlatform the platform of the cluster's nodes such as {@code linux/amd64}; empty while it is not
     *     known, then the one that d2k itself runs on counts
     */
    public RegistryClient(RegistrySettings settings, Supplier<String> clusterPlatform) {
        this.settings = settings;
        this.clusterPlatform = clusterPlatform;
        this.authorizer = new Authorizer(transport, settings.cachedImages(), System::nanoTime);
        this.answers = new ExpiringCache<>(settings.cachedImages(), System::nanoTime);
        this.contents = new ExpiringCache<>(settings.cachedImages(), System::nanoTime);
        this.accounts = new ExpiringCache<>(settings.cachedImages(), System::nanoTime);
    }

    // Credentials are part of all keys: who may not see an image does not learn of it from the cache.
    private record Question(ImageReference reference, WantedPlatform wanted, String credentials) {}

    private record Content(String domain, String path, String digest, WantedPlatform wanted, String credentials) {}

    private record AccountsOf(String domain, String path, String manifestDigest, String credentials) {}

    private record Flight(Question question, boolean revalidating) {}

    /**
     * {@inheritDoc}
     *
     * @throws EngineException {@code INVALID} when the platform is none
     */
    @Override
    public ImageLookup lookup(ImageReference reference, Optional<RegistryAuth> auth, String platform) {
        return lookup(reference, auth, platform, false);
    }

    /**
     * Returns the same registries for those who need to know what a tag stands for right now, as {@code docker pull}
     * does: each lookup of a tag asks the registry, by a request without a body where the image is known. What it learns
     * is remembered for this client too.
     */
    @Override
    public ImageRegistry revalidating() {
        return withLookup((reference, auth, platform) -> lookup(reference, auth, platform, true));
    }

    /** {@inheritDoc} What was read of an image is remembered. */
    @Override
    public AccountLookup accounts(ImageReference reference, ImageFacts image, Optional<RegistryAuth> auth) {
        Credentials credentials = Credentials.of(auth);
        AccountsOf key =
                new AccountsOf(reference.domain(), reference.path(), image.manifestDigest(), credentials.fingerprint());
        Optional<Accounts> known = accounts.fresh(key);
        if (known.isPresent()) {
            return new AccountLookup.Found(known.get());
        }
        try {
            return readings.join(
                    key,
                    () -> accounts.fresh(key)
                            .<AccountLookup>map(AccountLookup.Found::new)
                            .orElseGet(() -> read(key, reference, image, credentials)),
                    LAYERS_BOUND.plus(GRACE));
        } catch (TimeoutException e) {
            return new AccountLookup.Unknown(reference.domain() + ": no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new AccountLookup.Unknown(reference.domain() + ": interrupted");
        }
    }

    private AccountLookup read(AccountsOf key, ImageReference reference, ImageFacts image, Credentials credentials) {
        Deadline deadline = Deadline.in(LAYERS_BOUND);
        List<Endpoint> endpoints = Endpoints.forPull(reference.domain(), settings);
        List<RegistryFailure> failures = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            try {
                Deadline share = deadline.share(endpoints.size() - i);
                Accounts read = ImageAccounts.read(
                        new Repository(authorizer, endpoints.get(i), reference, credentials, share), image);
                accounts.put(key, read, DIGEST_TTL);
                return new AccountLookup.Found(read);
            } catch (RegistryFailure e) {
                failures.add(e);
            }
        }
        return new AccountLookup.Unknown(
                failures.stream().map(RegistryFailure::getMessage).collect(Collectors.joining("; ")));
    }

    /** {@inheritDoc} Mirrors are not asked. */
    @Override
    public LoginResult login(RegistryAuth auth) {
        Endpoint endpoint;
        try {
            endpoint = Endpoints.forLogin(auth.serverAddress(), settings);
        } catch (IllegalArgumentException e) {
            return new LoginResult.NoAddress("unable to parse server address");
        }
        return new LoginCheck(transport)
                .check(endpoint, Credentials.of(Optional.of(auth)), Deadline.in(settings.timeout()));
    }

    /** {@inheritDoc} Nothing is remembered: who asks wants to know what holds now. */
    @Override
    public ImageDistribution distribution(ImageReference reference, Optional<RegistryAuth> auth) {
        return ask(
                reference,
                auth,
                repository -> DistributionQuery.ask(repository, reference.selector()),
                DistributionQuery::failure);
    }

    /** {@inheritDoc} Nothing is remembered. */
    @Override
    public List<String> tags(ImageReference reference, Optional<RegistryAuth> auth) {
        return ask(reference, auth, TagList::read, TagList::failure);
    }

    private interface Asking<T> {
        T of(Repository repository) throws RegistryFailure;
    }

    private <T> T ask(
            ImageReference reference,
            Optional<RegistryAuth> auth,
            Asking<T> asking,
            Function<RegistryFailure, EngineException> failed) {
        Credentials credentials = Credentials.of(auth);
        Deadline deadline = Deadline.in(settings.timeout());
        List<Endpoint> endpoints = Endpoints.forPull(reference.domain(), settings);
        List<RegistryFailure> failures = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            try {
                Deadline share = deadline.share(endpoints.size() - i);
                return asking.of(new Repository(authorizer, endpoints.get(i), reference, credentials, share));
            } catch (RegistryFailure e) {
                failures.add(e);
                if (e.kind() == RegistryFailure.Kind.MISSING) {
                    break;
                }
            }
        }
        throw failed.apply(failures.getLast());
    }

    /** Ends all lookups under way; later ones find every registry unreachable, except for what is remembered. */
    @Override
    public void close() {
        transport.close();
    }

    private ImageLookup lookup(
            ImageReference reference, Optional<RegistryAuth> auth, String platform, boolean revalidating) {
        Credentials credentials = Credentials.of(auth);
        WantedPlatform wanted = WantedPlatform.of(platform, ClusterPlatform.parse(clusterPlatform.get()));
        Question question = new Question(reference, wanted, credentials.fingerprint());
        boolean fresh = revalidating && reference.digest().isEmpty();
        Optional<ImageLookup> remembered = remembered(question, fresh);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        try {
            // Who comes just after an equal lookup ended finds its answer.
            return flights.join(
                    new Flight(question, fresh),
                    () -> remembered(question, fresh).orElseGet(() -> ask(question, credentials)),
                    settings.timeout().plus(GRACE));
        } catch (TimeoutException e) {
            return new ImageLookup.Unreachable(reference.domain() + ": no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ImageLookup.Unreachable(reference.domain() + ": interrupted");
        }
    }

    private Optional<ImageLookup> remembered(Question question, boolean fresh) {
        return fresh ? Optional.empty() : answers.fresh(question);
    }

    private ImageLookup ask(Question question, Credentials credentials) {
        Deadline deadline = Deadline.in(settings.timeout());
        ImageLookup answer = askAll(question, credentials, deadline);
        switch (answer) {
            case ImageLookup.Found found -> {
                boolean fixed = question.reference().digest().isPresent();
                answers.put(question, answer, fixed ? DIGEST_TTL : settings.tagTtl());
                contents.put(content(question, found.facts().repoDigest()), found.facts(), DIGEST_TTL);
            }
            case ImageLookup.OtherPlatform other -> answers.put(question, other, settings.missingTtl());
            case ImageLookup.Missing missing -> answers.put(question, missing, settings.missingTtl());
            case ImageLookup.Denied denied -> answers.put(question, denied, settings.missingTtl());
            case ImageLookup.Unreachable unreachable -> {
                // A registry that is silent costs everybody the whole bound; one that is down is cheap to ask again.
                if (deadline.left().isZero()) {
                    answers.put(question, unreachable, settings.missingTtl());
                }
            }
        }
        return answer;
    }

    // The first server that knows decides; a mirror that denies is passed over, since its registry may not.
    private ImageLookup askAll(Question question, Credentials credentials, Deadline deadline) {
        List<Endpoint> endpoints = Endpoints.forPull(question.reference().domain(), settings);
        List<RegistryFailure> failures = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            try {
                Deadline share = deadline.share(endpoints.size() - i);
                return new ImageLookup.Found(askOne(question, endpoints.get(i), credentials, share));
            } catch (RegistryFailure e) {
                if (e.kind() == RegistryFailure.Kind.MISSING) {
                    return e.lookup();
                }
                failures.add(e);
            }
        }
        return failures.reversed().stream()
                .filter(f -> f.kind() == RegistryFailure.Kind.DENIED)
                .findFirst()
                .map(RegistryFailure::lookup)
                .orElseGet(() -> new ImageLookup.Unreachable(
                        failures.stream().map(RegistryFailure::getMessage).collect(Collectors.joining("; "))));
    }

    private ImageFacts askOne(Question question, Endpoint endpoint, Credentials credentials, Deadline deadline)
            throws RegistryFailure {
        Repository repository = new Repository(authorizer, endpoint, question.reference(), credentials, deadline);
        Optional<ImageFacts> before = answers.lastKnown(question)
                .filter(ImageLookup.Found.class::isInstance)
                .map(ImageLookup.Found.class::cast)
                .map(ImageLookup.Found::facts);
        return new ImageResolver(
                        question.reference(), question.wanted(), digest -> contents.fresh(content(question, digest)))
                .resolve(repository, before);
    }

    private static Content content(Question question, String digest) {
        ImageReference reference = question.reference();
        return new Content(reference.domain(), reference.path(), digest, question.wanted(), question.credentials());
    }
}
