package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.image.AccountLookup;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ImageRegistry;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.system.Node;
import io.d2k.domain.volume.VolumePlan;
import io.d2k.domain.volume.VolumeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Volumes, networks, images and kept logs in memory. */
public final class FakeStores {
    private FakeStores() {}

    /** What can have something done in the middle of a change. */
    public abstract static class Changing {
        private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

        /** Has something done in the middle of the next change. */
        public final void meanwhile(Runnable step) {
            meanwhile.set(step);
        }

        final void beforeChange() {
            meanwhile.getAndSet(() -> {}).run();
        }
    }

    /** Volumes. */
    public static final class Volumes extends Changing implements VolumeStore {
        private final ConcurrentMap<String, VolumeRecord> byName = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, VolumePlan> plans = new ConcurrentHashMap<>();

        /** Returns the plan that a volume was made from. */
        public VolumePlan plan(String name) {
            return plans.get(name);
        }

        @Override
        public List<VolumeRecord> list() {
            return List.copyOf(byName.values());
        }

        @Override
        public Optional<VolumeRecord> find(String name) {
            return Optional.ofNullable(byName.get(name));
        }

        @Override
        public VolumeRecord create(VolumePlan p) {
            beforeChange();
            VolumeRecord v = new VolumeRecord(
                    p.name(),
                    p.backing() instanceof VolumePlan.Backing.Claim c ? c.claim() : "",
                    p.created(),
                    p.driver(),
                    p.labels(),
                    p.options(),
                    p.anonymous(),
                    p.backing() instanceof VolumePlan.Backing.Claim c ? c.bytes() : 0,
                    false,
                    false);
            byName.put(p.name(), v);
            plans.put(p.name(), p);
            return v;
        }

        @Override
        public void markFilled(VolumeRecord v) {
            byName.computeIfPresent(
                    v.name(),
                    (name, known) -> new VolumeRecord(
                            name,
                            v.claim(),
                            v.created(),
                            v.driver(),
                            v.labels(),
                            v.options(),
                            v.anonymous(),
                            v.capacityBytes(),
                            true,
                            false));
        }

        @Override
        public void remove(VolumeRecord volume) {
            beforeChange();
            byName.remove(volume.name());
        }
    }

    /** Networks. */
    public static final class Networks extends Changing implements NetworkStore {
        private final ConcurrentMap<String, NetworkRecord> byId = new ConcurrentHashMap<>();

        @Override
        public List<NetworkRecord> list() {
            return List.copyOf(byId.values());
        }

        @Override
        public NetworkRecord create(NetworkRecord network) {
            beforeChange();
            byId.put(network.id(), network);
            return network;
        }

        @Override
        public void remove(NetworkRecord network) {
            beforeChange();
            byId.remove(network.id());
        }
    }

    /** Pulled images, and a registry that knows those that the test names. */
    public static final class Images implements ImageStore, ImageRegistry {
        private final ConcurrentMap<String, ImageRecord> pulled = new ConcurrentHashMap<>();
        private final Set<ImageReference> removed = ConcurrentHashMap.newKeySet();
        private final ConcurrentMap<String, ImageLookup> answers = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, ImageLookup> anybody = new ConcurrentHashMap<>();
        private volatile Optional<RegistryAuth> askedWith = Optional.empty();
        private volatile AccountLookup accounts = new AccountLookup.Unknown("nobody asked for them");

        /** Decides what the registry answers for a reference to those without credentials. */
        public void answerAnybody(String reference, ImageLookup answer) {
            anybody.put(ImageReference.parse(reference).familiar(), answer);
        }

        /** Decides what the registry answers for a reference. */
        public void answer(String reference, ImageLookup answer) {
            answers.put(ImageReference.parse(reference).familiar(), answer);
        }

        @Override
        public List<ImageRecord> list() {
            return List.copyOf(pulled.values());
        }

        @Override
        public void save(ImageRecord image) {
            pulled.put(image.reference().familiar(), image);
            removed.remove(image.reference());
        }

        @Override
        public void remove(ImageRecord image) {
            pulled.remove(image.reference().familiar());
            removed.add(image.reference());
        }

        @Override
        public boolean removed(ImageReference reference) {
            return removed.contains(reference);
        }

        @Override
        public ImageLookup lookup(ImageReference reference, Optional<RegistryAuth> auth, String platform) {
            if (auth.isEmpty() && anybody.containsKey(reference.familiar())) {
                return anybody.get(reference.familiar());
            }
            return answers.getOrDefault(
                    reference.familiar(), new ImageLookup.Unreachable("no answer from " + reference.domain()));
        }

        /** Returns the credentials by which names in images were last asked for. */
        public Optional<RegistryAuth> askedWith() {
            return askedWith;
        }

        /** Decides what is read of names in images. */
        public void answerAccounts(AccountLookup answer) {
            accounts = answer;
        }

        @Override
        public AccountLookup accounts(ImageReference reference, ImageFacts image, Optional<RegistryAuth> auth) {
            askedWith = auth;
            return accounts;
        }

        /** Returns facts of an image whose digests are made of one hexadecimal digit. */
        public static ImageFacts facts(char digit, ImageConfig config) {
            return facts(digit, config, "");
        }

        /** Returns facts of an image with those layers, each named by one character; its blobs have the capital. */
        public static ImageFacts facts(char digit, ImageConfig config, String layers) {
            return new ImageFacts(
                    "sha256:" + String.valueOf(digit).repeat(64),
                    "sha256:1" + String.valueOf(digit).repeat(63),
                    "sha256:2" + String.valueOf(digit).repeat(63),
                    "linux",
                    "amd64",
                    "",
                    Optional.of(TestClock.START),
                    "",
                    1,
                    digests(layers),
                    digests(layers.toUpperCase(Locale.ROOT)),
                    List.of(),
                    config,
                    Accounts.NONE);
        }

        private static List<String> digests(String letters) {
            return letters.chars()
                    .mapToObj(c -> "sha256:" + Character.toString(c).repeat(64))
                    .toList();
        }
    }

    /** Kept logs, without a bound. */
    public static final class Archive implements LogArchive {
        private final Map<String, List<LogLine>> lines = new ConcurrentHashMap<>();
        private final Set<String> sources = new HashSet<>();

        @Override
        public synchronized List<LogLine> read(String containerId) {
            return List.copyOf(lines.getOrDefault(containerId, List.of()));
        }

        @Override
        public synchronized void append(ContainerRecord record, String source, List<LogLine> more) {
            if (sources.add(source)) {
                lines.computeIfAbsent(record.id(), k -> new ArrayList<>()).addAll(more);
            }
            notifyAll();
        }

        /** Keeps lines of a container, as if somebody had appended them. */
        public synchronized void keep(String containerId, LogLine... more) {
            lines.put(containerId, List.of(more));
        }

        @Override
        public synchronized void retain(Predicate<String> containerIds) {
            lines.keySet().removeIf(containerIds.negate());
            notifyAll();
        }

        /** Waits until nothing is kept of a container. */
        public void awaitNone(String id) throws InterruptedException {
            await(id, kept -> kept.isEmpty());
        }

        /** Waits until so many lines are kept of a container. */
        public void await(String id, int count) throws InterruptedException {
            await(id, kept -> kept.size() >= count);
        }

        private synchronized void await(String id, Predicate<List<LogLine>> enough) throws InterruptedException {
            long end = System.nanoTime() + Bounded.LIMIT.toNanos();
            while (!enough.test(read(id))) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("kept: " + read(id).size());
                }
                wait(1000);
            }
        }
    }

    /** The cluster as a whole. */
    public static final class Info implements Cluster {
        /** The version of its API server. */
        public volatile String version = "v1.34.1";
        /** Its nodes. */
        public volatile List<Node> nodes = List.of();

        @Override
        public boolean awaitReady(Duration atMost) {
            return true;
        }

        @Override
        public String namespace() {
            return "default";
        }

        @Override
        public String identity() {
            return "0f8fad5b-d9cb-469f-a165-70867728950e";
        }

        @Override
        public Instant founded() {
            return TestClock.START;
        }

        @Override
        public String serverVersion() {
            return version;
        }

        @Override
        public List<Node> nodes() {
            return nodes;
        }
    }
}
