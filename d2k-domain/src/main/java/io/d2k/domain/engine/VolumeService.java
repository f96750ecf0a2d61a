package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.IdSource;
import io.d2k.domain.Ids;
import io.d2k.domain.ObjectNames;
import io.d2k.domain.TruthText;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.rule.EngineSocketRule;
import io.d2k.domain.container.rule.MountDraft;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.in.Volumes;
import io.d2k.domain.port.out.StorageClasses;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.volume.NfsRule;
import io.d2k.domain.volume.StorageClass;
import io.d2k.domain.volume.VolumeDriverRule;
import io.d2k.domain.volume.VolumeNameRule;
import io.d2k.domain.volume.VolumeOptionsRule;
import io.d2k.domain.volume.VolumePlan;
import io.d2k.domain.volume.VolumePlan.Backing;
import io.d2k.domain.volume.VolumeRecord;
import io.d2k.domain.volume.VolumeRequest;
import io.d2k.domain.volume.VolumeRequest.Access;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Volumes as claims. */
final class VolumeService implements Volumes {
    private static final System.Logger LOG = System.getLogger(VolumeService.class.getName());
    private static final Set<String> FILTERS = Set.of("dangling", "driver", "label", "name");
    private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "all");

    /** The mark of a volume whose name was made up, which Docker's clients show and filter by. */
    private static final Map<String, String> ANONYMOUS = Map.of("com.docker.volume.anonymous", "");

    private static final int CLAIM_NAMES = 3;

    private final VolumeStore store;
    private final StorageClasses classes;
    private final VolumeUse use;
    private final EventLog events;
    private final EngineSettings settings;
    private final Clock clock;
    private final IdSource ids;
    private final boolean inSwarm;

    /**
     * Makes the use cases.
     *
     * @param inSwarm whether the engine is a manager of a swarm
     */
    VolumeService(
            VolumeStore store,
            StorageClasses classes,
            VolumeUse use,
            EventLog events,
            EngineSettings settings,
            Clock clock,
            IdSource ids,
            boolean inSwarm) {
        this.store = store;
        this.classes = classes;
        this.use = use;
        this.events = events;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.inSwarm = inSwarm;
    }

    @Override
    public Made create(String name, String driver, Map<String, String> options, Map<String, String> labels) {
        VolumeDriverRule.require(name.isEmpty() ? Ids.random() : name, driver);
        if (!name.isEmpty()) {
            VolumeNameRule.require(name);
        }
        Warnings warnings = new Warnings();
        VolumeRecord volume = ensure(name, options, name.isEmpty() ? marked(labels) : labels, warnings);
        // clients show nothing of it
        warnings.list().forEach(text -> LOG.log(System.Logger.Level.WARNING, text));
        return new Made(volume, warnings.list());
    }

    private static Map<String, String> marked(Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(ANONYMOUS);
        return all;
    }

    /** Returns whether there is a volume of that name. */
    boolean exists(String name) {
        return find(name).isPresent();
    }

    /** Fails where a volume is missing and could not be made, or is to be another driver's. */
    void judge(String name, String driver, Map<String, String> options, Warnings warnings) {
        String volume = name.isEmpty() ? Ids.random() : name;
        VolumeDriverRule.require(volume, driver);
        if (name.isEmpty() || !exists(name)) {
            backing(volume, ObjectNames.of(volume, c -> false), options, warnings);
        }
    }

    /** Fails where a path of the node may not be mounted. The engine's socket is none where an address stands for it. */
    void requireAllowed(MountDraft.Bind bind) {
        if (settings.engineAddress().isEmpty() || !EngineSocketRule.meant(bind.source(), bind.target())) {
            requireAllowed(bind.source());
        }
    }

    private void requireAllowed(String path) {
        if (!settings.hostPaths().allows(path)) {
            throw EngineException.forbidden("mounting " + path
                    + " of the node is not allowed here (D2K_HOST_PATHS): use a named volume instead");
        }
    }

    /**
     * Returns the volume of that name for a container that is being made, made if need be; an empty name makes an anonymous
     * one. It is in use from now on, until {@link #release} at least.
     */
    VolumeRecord hold(String owner, String name, Map<String, String> options, Map<String, String> labels) {
        if (name.isEmpty()) {
            String volume = ids.next("volume", name);
            use.hold(volume, owner);
            return make(volume, true, options, labels, new Warnings());
        }
        use.hold(name, owner);
        return ensure(name, options, labels, new Warnings());
    }

    /** Lets go of the volumes that a container was made with, or could not be made with. */
    void release(String owner) {
        use.release(owner);
    }

    /** Returns the volume of that name, made if need be; an empty name makes an anonymous one. */
    VolumeRecord ensure(String name, Map<String, String> options, Map<String, String> labels, Warnings warnings) {
        return name.isEmpty()
                ? make(ids.next("volume", name), true, options, labels, warnings)
                : find(name).orElseGet(() -> make(name, false, options, labels, warnings));
    }

    private VolumeRecord make(
            String volume,
            boolean anonymous,
            Map<String, String> options,
            Map<String, String> labels,
            Warnings warnings) {
        Map<String, String> all = anonymous && labels.isEmpty() ? ANONYMOUS : labels;
        Set<String> taken = store.claims();
        for (int attempt = 1; ; attempt++) {
            String claim = ObjectNames.of(volume, taken::contains);
            Backing backing = backing(volume, claim, options, warnings);
            try {
                VolumeRecord made = store.create(new VolumePlan(
                        volume, clock.instant(), VolumeDriverRule.LOCAL, all, options, anonymous, backing));
                events.publish("volume", "create", volume, Map.of("driver", VolumeDriverRule.LOCAL));
                return made;
            } catch (EngineException e) {
                // the name may belong to a claim that is not d2k's
                if (e.kind() != ErrorKind.CONFLICT || attempt == CLAIM_NAMES) {
                    throw e;
                }
                taken.add(claim);
            }
        }
    }

    private Backing backing(String volume, String claim, Map<String, String> options, Warnings warnings) {
        return switch (VolumeOptionsRule.parse(volume, options, settings.volumeBytes())) {
            case VolumeRequest.Storage s -> {
                s.storageClass().ifPresent(c -> requireClass(volume, c));
                yield new Backing.Claim(claim, s.storageClass(), s.access(), s.bytes());
            }
            case VolumeRequest.Nfs n -> {
                StorageClass c = NfsRule.choose(volume, claim, n, classes.list(), warnings);
                yield new Backing.Claim(claim, Optional.of(c.name()), Access.READ_WRITE_MANY, n.bytes());
            }
            case VolumeRequest.HostPath h -> {
                requireAllowed(h.path());
                yield new Backing.Node();
            }
        };
    }

    /** Where d2k may not see the classes, the cluster itself refuses a wrong one. */
    private void requireClass(String volume, String name) {
        classes.list()
                .filter(all -> all.stream().noneMatch(c -> c.name().equals(name)))
                .ifPresent(all -> {
                    throw EngineException.invalid(
                            "create " + volume + ": no StorageClass \"" + name + "\" found in cluster");
                });
    }

    @Override
    public List<VolumeRecord> list(Filters filters) {
        filters.allowOnly(FILTERS);
        boolean byUse = filters.has("dangling");
        boolean dangling = filters.flag("dangling", false);
        return store.list().stream()
                .filter(v -> !v.removing())
                .filter(v -> filters.matches("name", v.name()))
                .filter(v -> filters.any("driver", v.driver()::equals))
                .filter(v -> filters.matchesLabels(v.labels()))
                .filter(v -> !byUse || use.users(v.name()).isEmpty() == dangling)
                .sorted(Comparator.comparing(VolumeRecord::name))
                .toList();
    }

    @Override
    public VolumeRecord inspect(String name) {
        return find(name).orElseThrow(() -> missing(name));
    }

    @Override
    public void remove(String name, boolean force) {
        use.removing(() -> {
            Optional<VolumeRecord> volume = find(name);
            if (volume.isEmpty() && !force) {
                throw missing(name);
            }
            List<String> users = volume.isEmpty() ? List.of() : use.users(name);
            if (!users.isEmpty()) {
                throw EngineException.conflict(
                        "remove " + name + ": volume is in use - [" + String.join(", ", users) + "]");
            }
            return volume.map(this::delete);
        });
    }

    /** Removes volumes that were made for one container, as far as no other uses them. */
    void removeAnonymous(List<String> names, String ownerId) {
        for (String name : names) {
            use.removing(() -> find(name)
                    .filter(v -> List.of(ownerId).containsAll(use.users(name)))
                    .map(this::delete));
        }
    }

    @Override
    public List<String> prune(Filters filters) {
        filters.allowOnly(PRUNE_FILTERS);
        boolean all = all(filters);
        List<VolumeRecord> chosen = store.list().stream()
                .filter(v ->
                        !v.removing() && (all || v.anonymous()) && v.options().isEmpty())
                .filter(v -> filters.matchesLabels(v.labels()) && filters.excludesLabels(v.labels()))
                .toList();
        List<String> removed = chosen.stream()
                .filter(v -> use.removing(() -> use.users(v.name()).isEmpty() && delete(v)))
                .map(VolumeRecord::name)
                .toList();
        events.pruned("volume");
        return removed;
    }

    /** Docker reads this filter as Go reads a truth value, and the first of several alone. */
    private static boolean all(Filters filters) {
        return filters.get("all").stream()
                .findFirst()
                .map(text -> TruthText.parse(text)
                        .orElseThrow(() -> EngineException.invalid(
                                "invalid filter 'all': strconv.ParseBool: parsing \"" + text + "\": invalid syntax")))
                .orElse(false);
    }

    private Optional<VolumeRecord> find(String name) {
        return store.find(name).filter(v -> !v.removing());
    }

    /** A manager of a swarm looks among the volumes of the swarm last, so that the swarm says what it lacks. */
    private EngineException missing(String name) {
        return EngineException.notFound(inSwarm ? "volume " + name + " not found" : "get " + name + ": no such volume");
    }

    private boolean delete(VolumeRecord volume) {
        store.remove(volume);
        events.publish("volume", "destroy", volume.name(), Map.of("driver", volume.driver()));
        return true;
    }
}
