package io.d2k.domain.engine;

import io.d2k.domain.Filters;
import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ContainerLog;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ContainerUpdate;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.container.Created;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.TopView;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.container.rule.ContainerFilterRule;
import io.d2k.domain.container.rule.ContainerNameRule;
import io.d2k.domain.container.rule.PodPlanRule;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.image.ImageNames;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.port.in.Containers;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.PodLogs;
import io.d2k.domain.port.out.PodProcesses;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The use cases of containers: finds what is meant, checks its state, and hands it to the part that does the work. */
final class ContainerService implements Containers {
    private final Parts parts;

    /** What the use cases are made of. */
    record Parts(
            ContainerStore store,
            ContainerLookup lookup,
            ContainerViews views,
            ImageCatalog images,
            ContainerCreation creation,
            ContainerStart start,
            ContainerEnding ending,
            ContainerRemoval removal,
            ContainerWaits waits,
            ContainerWatch watch,
            ContainerLogs logs,
            ContainerTop top,
            ContainerUpdating updating,
            ContainerLinks links,
            AttachedReaders readers,
            PodLogs podLogs,
            PodProcesses processes,
            OpenAttachments attachments,
            ContainerEvents events) {}

    ContainerService(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Created create(CreateRequest request) {
        return parts.creation().create(request);
    }

    @Override
    public List<ContainerView> list(ContainerQuery query) {
        Filters filters = query.filters();
        ContainerFilterRule.check(filters);
        Stream.of("before", "since").flatMap(name -> filters.get(name).stream()).forEach(this::createdOf);
        boolean all = query.all() || query.limit() > 0 || ContainerFilterRule.includesStopped(filters);
        List<ObservedContainer> now = parts.store().list();
        LinkIndex links = LinkIndex.of(now);
        ImageNames images = parts.images().names();
        Stream<ContainerView> chosen = now.stream()
                .map(c -> parts.views().view(c, links, images))
                .filter(c -> all || c.state().running())
                .filter(c -> ContainerFilterRule.passes(filters, c, this::createdOf))
                .sorted(Comparator.comparing(ContainerView::created).reversed());
        return (query.limit() > 0 ? chosen.limit(query.limit()) : chosen).toList();
    }

    private Instant createdOf(String ref) {
        return parts.lookup()
                .find(ref)
                .orElseThrow(() -> EngineException.notFound("No such container: " + ref))
                .record()
                .created();
    }

    @Override
    public ContainerView inspect(String ref) {
        String id = parts.lookup().require(ref).record().id();
        parts.start().awaitLaunch(id);
        return parts.views()
                .view(parts.lookup().require(id), LinkIndex.of(parts.store().list()), ImageNames.ASKED);
    }

    @Override
    public boolean start(String ref) {
        return parts.start().start(parts.lookup().require(ref));
    }

    @Override
    public boolean stop(String ref, String signal, Optional<Integer> timeoutSeconds) {
        ObservedContainer container = settled(ref);
        try {
            return stop(container, signal, timeoutSeconds);
        } catch (EngineException e) {
            // a signal that is none is moby's own failure here; what the cluster does not do stays what it is
            ErrorKind kind = e.kind() == ErrorKind.INVALID ? ErrorKind.INTERNAL : e.kind();
            throw new EngineException(kind, "cannot stop container: " + ref + ": " + e.getMessage(), e);
        }
    }

    private boolean stop(ObservedContainer container, String signal, Optional<Integer> timeoutSeconds) {
        ContainerState state = parts.views().state(container);
        if (!state.running()) {
            return false;
        }
        Signal chosen = signal.isEmpty()
                ? stopSignal(container.record())
                : Signal.parse(signal).orElseThrow(() -> EngineException.invalid("invalid signal: " + signal));
        Duration grace = timeoutSeconds
                .map(s -> s < 0 ? Duration.ofDays(1) : Duration.ofSeconds(s))
                .orElseGet(() -> PodPlanRule.grace(container.record().spec().process()));
        if (state.status() == ContainerStatus.RESTARTING) {
            parts.ending().stopBetweenTries(container);
        } else {
            parts.ending().stop(container, chosen, grace);
        }
        return true;
    }

    /** Returns the container once no start of it is under way: who ends a container means what a start begins as well. */
    private ObservedContainer settled(String ref) {
        String id = parts.lookup().require(ref).record().id();
        parts.start().settle(id);
        return parts.lookup().require(id);
    }

    private static Signal stopSignal(ContainerRecord record) {
        return Signal.parse(ContainerViews.config(record).stopSignal()).orElse(Signal.TERM);
    }

    @Override
    public void kill(String ref, String signal) {
        try {
            Signal chosen = signal.isEmpty()
                    ? Signal.KILL
                    : Signal.parse(signal).orElseThrow(() -> EngineException.invalid(Signal.refusal(signal)));
            ObservedContainer container = settled(ref);
            ContainerState state = parts.views().state(container);
            if (!state.running()) {
                throw ContainerEnding.notRunning(container.record());
            }
            if (state.status() == ContainerStatus.RESTARTING) {
                parts.ending().killBetweenTries(container, chosen);
            } else {
                parts.ending().kill(container, chosen);
            }
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "cannot kill container: " + ref + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void restart(String ref, String signal, Optional<Integer> timeoutSeconds) {
        String id = parts.lookup().require(ref).record().id();
        try {
            parts.start().restart(id, () -> stop(settled(id), signal, timeoutSeconds));
        } catch (EngineException e) {
            // as of a stop
            ErrorKind kind = e.kind() == ErrorKind.INVALID ? ErrorKind.INTERNAL : e.kind();
            throw new EngineException(kind, "Cannot restart container " + ref + ": " + e.getMessage(), e);
        }
        parts.events().publish(parts.lookup().require(id).record(), "restart");
    }

    @Override
    public PendingWait await(String ref, WaitCondition condition) {
        try {
            return parts.waits().register(parts.lookup().require(ref), condition);
        } catch (EngineException e) {
            return parts.waits()
                    .over(ref)
                    .filter(w -> e.kind() == ErrorKind.NOT_FOUND)
                    .orElseThrow(() -> e);
        }
    }

    @Override
    public void remove(String ref, boolean force, boolean volumes) {
        parts.removal().remove(parts.lookup().require(ref), force, volumes);
    }

    @Override
    public void unlink(String ref) {
        parts.links().remove(parts.lookup().require(ref).record(), ref);
    }

    @Override
    public void rename(String ref, String name) {
        String plain = name.startsWith("/") ? name.substring(1) : name;
        if (ref.isEmpty() || plain.isEmpty()) {
            throw EngineException.invalid("Neither old nor new names may be empty");
        }
        ContainerRecord record = parts.lookup().require(ref).record();
        if (plain.equals(record.name())) {
            throw EngineException.invalid("Renaming a container with the same name as its current name");
        }
        try (ContainerCreation.Held held = held(plain, record.id())) {
            ContainerRecord renamed = parts.store().update(record.id(), r -> r.withName(plain));
            parts.events().publish(renamed, "rename", Map.of("oldName", "/" + record.name()));
        }
    }

    private ContainerCreation.Held held(String name, String id) {
        try {
            ContainerNameRule.require("/" + name);
            return parts.creation().hold(name, id);
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "Error when allocating new name: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> update(String ref, ContainerUpdate update) {
        return parts.updating().update(ref, update);
    }

    @Override
    public ContainerLog logs(String ref, LogQuery query) {
        return parts.logs().open(parts.lookup().require(ref), query);
    }

    @Override
    public ProcessSession attach(String ref, AttachRequest request) {
        ObservedContainer container = parts.lookup().require(ref);
        ContainerState state = parts.views().state(container);
        parts.events().publish(container.record(), "attach");
        if (!request.stream()) {
            return parts.logs().before(container, request);
        }
        AttachSession session = new AttachSession(
                parts.podLogs(),
                parts.processes(),
                parts.watch(),
                parts.readers(),
                container,
                state.running(),
                request);
        parts.attachments().add(container.record().id(), session);
        // of a run that goes on the session knows the beginning itself
        boolean earlier = request.logs() && !state.running();
        return earlier ? new LoggedSession(parts.logs().before(container, request), session) : session;
    }

    @Override
    public void resize(String ref, TerminalSize size) {
        ObservedContainer container = parts.lookup().require(ref);
        if (!parts.views().state(container).running()) {
            throw ContainerEnding.notRunning(container.record());
        }
        parts.attachments().resize(container, size);
        parts.events()
                .publish(
                        container.record(),
                        "resize",
                        Map.of("height", Integer.toString(size.height()), "width", Integer.toString(size.width())));
    }

    @Override
    public TopView top(String ref, String psArgs) {
        ObservedContainer container = parts.lookup().require(ref);
        TopView processes = parts.top().top(container, psArgs);
        parts.events().publish(container.record(), "top");
        return processes;
    }

    @Override
    public List<String> prune(Filters filters) {
        return parts.removal().prune(filters, parts.start()::underWay);
    }
}
