package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.Entry;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.ResizeOutcome;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.TaskRevision;
import io.d2k.domain.service.TaskSpec;
import io.d2k.domain.service.TaskState;
import io.d2k.domain.service.TaskView;
import io.d2k.domain.service.rule.TaskNetworkRule;
import io.d2k.domain.service.rule.TemplateRule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** All containers: those that were made by hand, and those of tasks, which only their services may change. */
final class TaskContainers implements ContainerStore {
    private static final Logger LOG = System.getLogger(TaskContainers.class.getName());
    private static final Duration REMOVAL = Duration.ofSeconds(10);

    private final ContainerStore containers;
    private final ServiceStore services;
    private final TaskViews views;
    private final PredefinedNetworks predefined;

    TaskContainers(ContainerStore containers, ServiceStore services, TaskViews views, PredefinedNetworks predefined) {
        this.containers = containers;
        this.services = services;
        this.views = views;
        this.predefined = predefined;
    }

    @Override
    public List<ObservedContainer> list() {
        return Stream.concat(containers.list().stream(), views.services().flatMap(this::of))
                .toList();
    }

    @Override
    public Optional<ObservedContainer> find(String id) {
        return containers.find(id).or(() -> task(id));
    }

    private Stream<ObservedContainer> of(ObservedService service) {
        return views.of(service).stream()
                .filter(v -> v.task().taken() && v.task().status().state() != TaskState.READY)
                .flatMap(v -> service
                        .pod(v.task())
                        .filter(p -> p.slot() > 0
                                || p.pod().restart() == v.task().run()
                                        && p.pod().restart() > 0
                                || p.pod().restartCount() == v.task().run())
                        .map(p -> container(service.record(), v, p))
                        .stream());
    }

    private ObservedContainer container(ServiceRecord service, TaskView view, TaskPod pod) {
        List<Attachment> networks = TaskNetworkRule.ofContainer(
                service,
                PredefinedNetworks.attachment(predefined.ingress()),
                PredefinedNetworks.attachment(predefined.bridge()));
        return new ObservedContainer(
                record(view, networks), List.of(life(pod.pod(), view.task().over())));
    }

    /** Returns the container that a task is, on some networks. */
    static ContainerRecord record(TaskView view, List<Attachment> networks) {
        ServiceRecord service = view.service();
        TaskFacts facts = TaskFacts.of(view.slot(), view.nodeId(), view.task().node())
                .named(service.name(), view.task().id());
        TaskRevision form = form(service, view);
        ContainerSpec spec =
                new TemplateRule(service, facts).fillAll(form.task().container());
        Map<String, String> labels = new TreeMap<>(spec.labels());
        labels.putAll(ServicePlanning.swarmLabels(service, view.task().id(), view.name(), view.nodeId()));
        return new ContainerRecord(
                view.containerId(),
                view.name(),
                view.task().podName(),
                WorkloadKind.RUN_ONCE,
                view.task().created(),
                spec.withLabels(labels),
                form.image(),
                List.of(),
                List.of(),
                networks,
                List.of(),
                1,
                true,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** A task keeps the form that it was made of: those of forms before are there as well, and those that have ended. */
    private static TaskRevision form(ServiceRecord service, TaskView view) {
        TaskSpec now = service.spec().task();
        if (now.document().equals(view.form())) {
            return new TaskRevision(now, service.image());
        }
        Optional<TaskRevision> then =
                Optional.ofNullable(service.forms().get(view.task().revision()));
        // the whole spec also knows what is published
        TaskSpec task = service.previous()
                .map(ServiceSpec::task)
                .filter(t -> t.document().equals(view.form()))
                .or(() -> then.map(TaskRevision::task))
                .orElse(now);
        return new TaskRevision(task, then.flatMap(TaskRevision::image));
    }

    /**
     * The pod as that of the one run that a task's container has.
     *
     * @param over whether that run has ended, though the pod goes on
     */
    private static PodObservation life(PodObservation pod, boolean over) {
        ProcessState process = over && pod.process() instanceof ProcessState.Waiting
                ? pod.lastEnded().map(ProcessState.class::cast).orElse(pod.process())
                : pod.process();
        return new PodObservation(
                pod.name(),
                pod.uid(),
                1,
                0,
                pod.node(),
                pod.ip(),
                pod.created(),
                pod.going(),
                pod.phase(),
                pod.reason(),
                pod.message(),
                pod.unschedulable(),
                process,
                Optional.empty(),
                0,
                pod.ready(),
                pod.started(),
                pod.imageId(),
                pod.readinessSince(),
                pod.failures(),
                "",
                PodObservation.Gate.NONE,
                Optional.empty());
    }

    private void own(String id) {
        task(id).ifPresent(c -> {
            throw EngineException.conflict("container " + c.record().name() + " belongs to service "
                    + c.record().spec().labels().get("com.docker.swarm.service.name")
                    + ": use docker service update, scale or rm instead");
        });
    }

    @Override
    public ObservedContainer create(ContainerPlan plan) {
        return containers.create(plan);
    }

    @Override
    public ContainerRecord update(String id, UnaryOperator<ContainerRecord> change) {
        own(id);
        return containers.update(id, change);
    }

    @Override
    public void replan(String id, PodPlan pod) {
        own(id);
        containers.replan(id, pod);
    }

    @Override
    public void resize(String id, PodPlan.Resources resources) {
        own(id);
        containers.resize(id, resources);
    }

    @Override
    public void prepare(String id, PodPlan.AtStart settings) {
        own(id);
        containers.prepare(id, settings);
    }

    @Override
    public ResizeOutcome resizePod(PodObservation pod, PodPlan.Resources resources) {
        return containers.resizePod(pod, resources);
    }

    @Override
    public void start(String id, int run, Set<String> earlier, Optional<Entry> entry) {
        own(id);
        containers.start(id, run, earlier, entry);
    }

    @Override
    public void release(String id) {
        own(id);
        containers.release(id);
    }

    @Override
    public void launch(ContainerRecord record, int run, int restart, Optional<Entry> entry) {
        own(record.id());
        containers.launch(record, run, restart, entry);
    }

    @Override
    public void begun(PodObservation pod) {
        containers.begun(pod);
    }

    @Override
    public void endPod(PodObservation pod, Duration grace) {
        boolean ofTask = views.services()
                .flatMap(s -> s.pods().stream())
                .anyMatch(p -> p.pod().uid().equals(pod.uid()));
        if (ofTask) {
            end(pod, grace);
        } else {
            containers.endPod(pod, grace);
        }
    }

    @Override
    public boolean stopPod(PodObservation pod, Duration atMost) {
        return containers.stopPod(pod, atMost);
    }

    private void end(PodObservation pod, Duration grace) {
        if (pod.process() instanceof ProcessState.Ended) {
            services.endPod(pod, grace);
        } else {
            services.killPod(pod, grace);
        }
    }

    /**
     * Removes a container. One of a task ends with its pod, which is waited for, within a bound; its service makes another
     * where there is to be one, as a swarm does.
     */
    @Override
    public void remove(ContainerRecord record) {
        Optional<PodObservation> pod = task(record.id()).flatMap(ObservedContainer::pod);
        if (pod.isEmpty()) {
            containers.remove(record);
            return;
        }
        CountDownLatch gone = new CountDownLatch(1);
        try (Subscription changes = services.subscribe(id -> {
            if (task(record.id()).isEmpty()) {
                gone.countDown();
            }
        })) {
            end(pod.get(), Duration.ZERO);
            if (task(record.id()).isPresent() && !gone.await(REMOVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.DEBUG, "container {0} is going still", record.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ObservedContainer> task(String id) {
        return containers.find(id).isPresent()
                ? Optional.empty()
                : views.services()
                        .flatMap(this::of)
                        .filter(c -> c.record().id().equals(id))
                        .findFirst();
    }

    @Override
    public Subscription subscribe(Listener listener) {
        Map<String, Set<String>> told = new ConcurrentHashMap<>();
        Subscription own = containers.subscribe(listener);
        Subscription tasks = services.subscribe(id -> {
            Map<String, ObservedContainer> now = new HashMap<>();
            views.services()
                    .filter(s -> s.record().id().equals(id))
                    .flatMap(this::of)
                    .forEach(c -> now.put(c.record().id(), c));
            now.forEach((cid, c) -> listener.changed(cid, Optional.of(c)));
            Set<String> before = told.getOrDefault(id, Set.of());
            before.stream().filter(c -> !now.containsKey(c)).forEach(c -> listener.changed(c, Optional.empty()));
            if (now.isEmpty()) {
                told.remove(id);
            } else {
                told.put(id, new HashSet<>(now.keySet()));
            }
        });
        return () -> {
            own.close();
            tasks.close();
        };
    }
}
