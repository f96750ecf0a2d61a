package io.d2k.domain.engine;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.ContainerView.Endpoint;
import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.projection.StateProjection;
import io.d2k.domain.container.rule.EffectiveConfigRule;
import io.d2k.domain.container.rule.MountDraft;
import io.d2k.domain.container.rule.MountRule;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.engine.VolumeFilling.NamedMount;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageNames;
import io.d2k.domain.image.Port;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Projects an observed container into what list and inspect tell. Pure, apart from the clock and the exec list. */
final class ContainerViews {
    private final Clock clock;
    private final BiFunction<ContainerRecord, Optional<PodObservation>, List<String>> execIds;
    private final Function<ObservedContainer, Map<Port, List<PortBinding>>> bindings;
    private final Predicate<String> ofTask;
    private final Predicate<ContainerRecord> outward;

    ContainerViews(
            Clock clock,
            BiFunction<ContainerRecord, Optional<PodObservation>, List<String>> execIds,
            Function<ObservedContainer, Map<Port, List<PortBinding>>> bindings,
            Predicate<String> ofTask,
            Predicate<ContainerRecord> outward) {
        this.clock = clock;
        this.execIds = execIds;
        this.bindings = bindings;
        this.ofTask = ofTask;
        this.outward = outward;
    }

    ContainerState state(ObservedContainer c) {
        return StateProjection.of(c, config(c.record()).healthcheck(), clock.instant());
    }

    static EffectiveConfig config(ContainerRecord record) {
        return EffectiveConfigRule.join(
                record.id(), record.spec(), record.image().map(ImageFacts::config));
    }

    static List<MountPoint> mounts(ContainerRecord record) {
        List<MountPoint> points = new ArrayList<>();
        for (NamedMount mount : namedMounts(record)) {
            MountDraft draft = mount.draft();
            if (!(draft instanceof MountDraft.Tmpfs)
                    || record.spec().storage().mounts().stream()
                            .anyMatch(m -> m.target().equals(draft.target()))) {
                points.add(draft.view(mount.volume()));
            }
        }
        return points;
    }

    static List<NamedMount> namedMounts(ContainerRecord record) {
        Iterator<String> anonymous = record.anonymousVolumes().iterator();
        List<NamedMount> named = new ArrayList<>();
        for (MountDraft draft : MountRule.translate(
                record.spec().storage(), record.inheritedBinds(), config(record).volumes())) {
            named.add(new NamedMount(
                    draft,
                    switch (draft) {
                        case MountDraft.Named n -> n.name();
                        case MountDraft.Anonymous a -> anonymous.hasNext() ? anonymous.next() : "";
                        case MountDraft.Bind b -> "";
                        case MountDraft.Tmpfs t -> "";
                    }));
        }
        return named;
    }

    /** Returns what is told of a container; the links are those among all containers. */
    ContainerView view(ObservedContainer c, LinkIndex links, ImageNames images) {
        ContainerRecord record = c.record();
        EffectiveConfig config = config(record);
        Optional<PodObservation> running =
                StateProjection.currentPod(c).filter(p -> p.process() instanceof ProcessState.Running);
        Map<Port, List<PortBinding>> published = new TreeMap<>();
        if (running.isPresent() && outward.test(record)) {
            config.exposedPorts().forEach(p -> published.put(p, List.of()));
            published.putAll(bindings.apply(c));
        }
        return new ContainerView(
                record,
                images.of(record.spec().image(), record.image()),
                StateProjection.of(c, config.healthcheck(), clock.instant()),
                config,
                mounts(record),
                record.networks().stream()
                        .map(a -> endpoint(c, a, running.map(PodObservation::ip).orElse("")))
                        .toList(),
                published,
                running.map(PodObservation::node).orElse(""),
                execIds.apply(record, running),
                links.names(record.id()),
                links.texts(record));
    }

    private Endpoint endpoint(ObservedContainer c, Attachment attached, String ip) {
        ContainerRecord record = c.record();
        // a service's names are the service's own: its tasks' containers have theirs
        boolean task = ofTask.test(record.id()) && !attached.networkName().equals(PredefinedNetworks.BRIDGE);
        Attachment a = task ? new Attachment(attached.networkId(), attached.networkName(), List.of()) : attached;
        boolean named = task || NameRule.named(a);
        boolean up = !ip.isEmpty();
        // an engine looks its networks up at the first start, and makes names for what is joined before by hand alone
        boolean unknown = !ofTask.test(record.id()) && RunLaunch.nextRun(c) == 1;
        boolean addressed = up && !a.networkName().equals(PredefinedNetworks.NONE);
        return new Endpoint(
                a.networkName(),
                unknown ? "" : a.networkId(),
                up ? Ids.derived(record.id() + a.networkId()) : "",
                addressed ? ip : "",
                "",
                unlessEmpty(a.aliases()),
                unlessEmpty(a.links()),
                named && !(unknown && asked(record, a)) ? Optional.of(NameRule.names(record, a)) : Optional.empty());
    }

    /** Returns whether the container was created with that network. */
    private static boolean asked(ContainerRecord record, Attachment a) {
        NetworkSpec spec = record.spec().networks();
        return Stream.concat(Stream.of(spec.mode()), spec.endpoints().keySet().stream())
                .anyMatch(ref -> ref.equals(a.networkName()) || ref.equals(a.networkId()));
    }

    private static Optional<List<String>> unlessEmpty(List<String> asked) {
        return Optional.of(asked).filter(list -> !list.isEmpty());
    }
}
