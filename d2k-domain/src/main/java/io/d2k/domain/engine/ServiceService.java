package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.ObjectNames;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.Created;
import io.d2k.domain.container.rule.ContainerNameRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PullCredentials;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceLog;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.ServiceView;
import io.d2k.domain.service.Task;
import io.d2k.domain.service.projection.UpdateProgress;
import io.d2k.domain.service.rule.ServiceChangeRule;
import io.d2k.domain.service.rule.ServiceChangeRule.Standing;
import io.d2k.domain.service.rule.ServiceChecks;
import io.d2k.domain.service.rule.ServicePortRule;
import io.d2k.domain.service.rule.TaskFilterRule;
import io.d2k.domain.swarm.RpcError;
import io.d2k.domain.swarm.SwarmLookup;
import io.d2k.domain.volume.VolumeRecord;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Services: what is asked for is written down, and then brought about. */
final class ServiceService implements Services {
    static final SwarmLookup<ServiceRecord> LOOKUP =
            new SwarmLookup<>("service", ServiceRecord::id, ServiceRecord::name);
    private static final int ATTEMPTS = 4;
    /** What is tried again, or has nobody any more who would want it. */
    private static final Set<ErrorKind> TRANSIENT =
            Set.of(ErrorKind.UNAVAILABLE, ErrorKind.CONFLICT, ErrorKind.NOT_FOUND);

    private final ServiceStore store;
    private final ContainerStore containers;
    private final ServicePlanning planning;
    private final ServiceKeeper keeper;
    private final TaskViews views;
    private final TaskTrials trials;
    private final ServiceLogs logs;
    private final PullCredentials credentials;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock naming = new ReentrantLock();

    ServiceService(
            ServiceStore store,
            ContainerStore containers,
            ServicePlanning planning,
            ServiceKeeper keeper,
            TaskViews views,
            TaskTrials trials,
            ServiceLogs logs,
            PullCredentials credentials,
            Clock clock) {
        this.store = store;
        this.containers = containers;
        this.planning = planning;
        this.keeper = keeper;
        this.views = views;
        this.trials = trials;
        this.logs = logs;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public Created create(ServiceSpec asked, Optional<RegistryAuth> auth) {
        ServiceSpec spec = named(asked);
        ServiceChecks.check(spec);
        var networks = planning.networks(spec);
        ImageCatalog.Resolved image = planning.image(spec.task().container(), auth);
        Warnings warnings = new Warnings();
        ServiceRecord record;
        naming.lock();
        try {
            requireFree(spec.name());
            List<PublishedTarget> ports =
                    ServicePortRule.choose(spec.name(), "", spec.endpoint().ports(), List.of(), records());
            ServiceRecord first =
                    ServiceChangeRule.first(spec, networks, ports, image.facts(), image.toRun(), clock.instant());
            planning.requireFiles(spec);
            // whose tasks cannot run has nothing else that could be looked at
            record = write(planning.accepted(first).isPresent() ? first : checked(first, 0, warnings));
        } finally {
            naming.unlock();
        }
        List<VolumeRecord> made = new ArrayList<>();
        try {
            planning.requireFiles(spec); // once more: from now on nobody may remove them
            keeper.bringAbout(record, made);
        } catch (RuntimeException e) {
            planning.undo(made, e);
            takeBack(record, e);
            throw e;
        }
        return new Created(record.id(), warnings.list());
    }

    /** What has no name is given one, also by a change, which is refused for it. */
    private ServiceSpec named(ServiceSpec asked) {
        return asked.name().isEmpty() ? asked.withName(ContainerNameRule.madeUp(random, 0)) : asked;
    }

    /** Returns a service with what its tasks fill; fails where Kubernetes cannot run them. */
    private ServiceRecord checked(ServiceRecord asked, int before, Warnings warnings) {
        ServiceRecord draft = planning.filling(asked, before, warnings);
        planning.check(draft, warnings);
        keeper.judgePorts(draft, warnings);
        return draft;
    }

    private void requireFree(String name) {
        if (records().stream().anyMatch(r -> r.name().equalsIgnoreCase(name))) {
            throw RpcError.alreadyExists("name conflicts with an existing object: service " + name + " already exists");
        }
    }

    private ServiceRecord write(ServiceRecord draft) {
        Set<String> taken = Stream.concat(
                        containers.list().stream().map(c -> c.record().objectName()),
                        records().stream().map(ServiceRecord::objectName))
                .collect(Collectors.toSet());
        for (int attempt = 1; ; attempt++) {
            String objectName = ObjectNames.of(draft.name(), taken::contains);
            try {
                return store.create(draft.named(objectName));
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
                taken.add(objectName);
            }
        }
    }

    private void takeBack(ServiceRecord record, RuntimeException because) {
        try {
            store.remove(record);
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public List<ServiceView> list(Filters filters) {
        TaskFilterRule.checkServices(filters);
        return store.list().stream()
                .filter(s -> TaskFilterRule.passes(filters, s.record()))
                .sorted(Comparator.comparing((ObservedService s) -> s.record().created())
                        .thenComparing(s -> s.record().id()))
                .map(this::view)
                .toList();
    }

    @Override
    public ServiceView inspect(String ref) {
        keeper.awaitVerdict(require(ref).record().id());
        return view(require(ref));
    }

    private ServiceView view(ObservedService service) {
        List<Task> tasks = views.tasks(service);
        try {
            return views.service(service, trials.waiting(service, tasks));
        } catch (EngineException e) { // its keeper tells what is wrong with it, and the others are told of
            return views.service(service, List.of());
        }
    }

    private ObservedService require(String ref) {
        String id = LOOKUP.require(records(), ref).id();
        return store.find(id).orElseThrow(() -> EngineException.notFound("service " + ref + " not found"));
    }

    private List<ServiceRecord> records() {
        return store.list().stream().map(ObservedService::record).toList();
    }

    @Override
    public List<String> update(
            String ref, long version, ServiceSpec asked, boolean rollback, Optional<RegistryAuth> auth) {
        ObservedService service = require(ref);
        ServiceRecord before = service.record();
        ServiceSpec spec =
                rollback ? before.previous().orElseThrow(() -> ServiceChangeRule.nothingBefore(before)) : named(asked);
        if (!rollback) {
            ServiceChecks.check(spec);
        }
        requireVersion(before, version);
        ServiceChangeRule.check(before, spec);
        Warnings warnings = new Warnings();
        var networks = planning.networks(spec);
        boolean sameImage = spec.task()
                .container()
                .image()
                .equals(before.spec().task().container().image());
        ImageCatalog.Resolved image = sameImage && before.image().isPresent() && auth.isEmpty()
                ? planning.named(
                        new ImageCatalog.Resolved(before.imageToRun(), before.image(), List.of()),
                        spec.task().container(),
                        auth)
                : planning.image(spec.task().container(), auth);
        List<Task> tasks = views.tasks(service);
        var standing = new Standing(UpdateProgress.unreached(before, tasks), planning.fits(before, spec, tasks));
        ServiceRecord after;
        naming.lock();
        try {
            List<PublishedTarget> ports = ServicePortRule.choose(
                    spec.name(), before.id(), spec.endpoint().ports(), before.ports(), records());
            ServiceRecord next = ServiceChangeRule.next(
                    before, standing, spec, rollback, networks, ports, image.facts(), image.toRun(), clock.instant());
            if (!rollback) {
                planning.requireFiles(spec);
            }
            // whose tasks cannot run has nothing else that could be looked at
            ServiceRecord draft =
                    planning.accepted(next).isPresent() ? next : checked(next, before.revision(), warnings);
            after = store.update(before.id(), r -> {
                requireVersion(r, version);
                return ServiceChangeRule.next(
                                r,
                                standing,
                                spec,
                                rollback,
                                networks,
                                ports,
                                image.facts(),
                                image.toRun(),
                                draft.updated())
                        .withFills(draft.fills());
            });
        } finally {
            naming.unlock();
        }
        try {
            if (!rollback) {
                planning.requireFiles(spec); // once more: from now on nobody may remove them
            }
            keeper.bringAbout(after, new ArrayList<>());
        } catch (EngineException e) {
            if (!TRANSIENT.contains(e.kind())) {
                putBack(before, after, e);
            }
            throw e;
        }
        List<String> told = told(before);
        return warnings.list().stream().filter(w -> !told.contains(w)).toList();
    }

    /** What the cluster refuses must not be what is wanted from then on: whoever was refused has changed nothing. */
    private void putBack(ServiceRecord before, ServiceRecord after, EngineException because) {
        try {
            store.update(before.id(), r -> r.version() == after.version() ? before : r);
            keeper.bringBack(before);
        } catch (EngineException e) {
            because.addSuppressed(e);
        }
    }

    /** What a client has read already when it made the service what it was. */
    private List<String> told(ServiceRecord before) {
        Warnings warnings = new Warnings();
        try {
            planning.check(before, warnings);
            keeper.judgePorts(before, warnings);
        } catch (EngineException e) {
            return List.of(); // what it was can no longer be had
        }
        return warnings.list();
    }

    private static void requireVersion(ServiceRecord record, long version) {
        if (record.version() != version) {
            throw RpcError.unknown("update out of sequence");
        }
    }

    @Override
    public void remove(String ref) {
        ServiceRecord record = require(ref).record();
        store.remove(record);
        credentials.tidy();
    }

    @Override
    public ServiceLog logs(String ref, LogQuery query) {
        return logs.open(require(ref).record().id(), t -> true, query);
    }

    /** Returns the services that use what a test finds in their records. */
    Stream<ServiceRecord> users(java.util.function.Predicate<ServiceRecord> test) {
        return records().stream().filter(test).sorted(Comparator.comparing(ServiceRecord::name));
    }

    /** Returns the record of that ID. */
    Optional<ServiceRecord> find(String id) {
        return store.find(id).map(ObservedService::record);
    }
}
