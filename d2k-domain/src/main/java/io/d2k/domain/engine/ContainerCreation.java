package io.d2k.domain.engine;

import io.d2k.domain.IdSource;
import io.d2k.domain.ObjectNames;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerRecord.Link;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.container.Created;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.container.rule.ContainerNameRule;
import io.d2k.domain.container.rule.EffectiveConfigRule;
import io.d2k.domain.container.rule.HostCpuRule;
import io.d2k.domain.container.rule.HostsRule;
import io.d2k.domain.container.rule.LinkVariableRule;
import io.d2k.domain.container.rule.LoggingRule;
import io.d2k.domain.container.rule.NameRule;
import io.d2k.domain.container.rule.PodPlanRule;
import io.d2k.domain.container.rule.PortPublishingRule;
import io.d2k.domain.container.rule.PrivilegeRule;
import io.d2k.domain.container.rule.RestartPolicyRule;
import io.d2k.domain.container.rule.Signal;
import io.d2k.domain.container.rule.WorkloadRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.system.KubernetesVersion;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Creates containers: checks, volumes, the record; and takes back what it made when a later step fails. */
final class ContainerCreation {
    private static final int NAME_ATTEMPTS = 20;
    private static final int OBJECT_NAME_ATTEMPTS = 3;

    private static final String NO_COMMAND = "no command specified";

    private final ContainerStore store;
    private final ImageCatalog images;
    private final NetworkLookup networks;
    private final ContainerMounts mounts;
    private final NamedContainers named;
    private final ContainerLinks links;
    private final VolumeFilling filling;
    private final ContainerEvents events;
    private final Unplugging unplugging;
    private final Cluster cluster;
    private final EngineSettings settings;
    private final Clock clock;
    private final IdSource ids;
    private final SecureRandom random = new SecureRandom();
    /** Names of containers that are being made, with the IDs that these will have. */
    private final Map<String, String> reserved = new ConcurrentHashMap<>();

    ContainerCreation(
            ContainerStore store,
            ImageCatalog images,
            NetworkLookup networks,
            ContainerMounts mounts,
            ContainerLinks links,
            VolumeFilling filling,
            ContainerEvents events,
            Unplugging unplugging,
            Cluster cluster,
            EngineSettings settings,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.images = images;
        this.networks = networks;
        this.mounts = mounts;
        this.named = new NamedContainers(new ContainerLookup(store));
        this.links = links;
        this.filling = filling;
        this.events = events;
        this.unplugging = unplugging;
        this.cluster = cluster;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    Created create(CreateRequest request) {
        ContainerSpec spec = request.spec();
        check(spec);
        HostCpuRule.check(spec.resources().nanoCpus(), cluster.nodes());
        String id = ids.next("container", request.name());
        if (spec.image().isEmpty()) {
            throw EffectiveConfigRule.join(id, spec, Optional.empty()).argv().isEmpty()
                    ? EngineException.invalid(NO_COMMAND)
                    : EngineException.unsupported(
                            "a container without an image is not available on Kubernetes: name one");
        }
        ImageCatalog.Resolved image =
                images.named(images.present(spec.image(), request.platform()), spec, Optional.empty());
        EffectiveConfig config =
                EffectiveConfigRule.join(id, spec, image.facts().map(ImageFacts::config));
        if (image.facts().isPresent() && config.argv().isEmpty()) {
            throw EngineException.invalid(NO_COMMAND);
        }
        String name = reserve(request.name(), id);
        try {
            return create(id, name, request, image, config);
        } finally {
            reserved.remove(name);
        }
    }

    /** A name that nobody else gets until it is given back. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Holds a name for a container.
     *
     * @throws EngineException in Docker's words where it belongs to a container, or to one that is about to get it
     */
    Held hold(String name, String id) {
        take(name, id);
        return () -> reserved.remove(name, id);
    }

    private void take(String name, String id) {
        Optional<String> maker = Optional.ofNullable(reserved.putIfAbsent(name, id));
        try {
            refuse(name, maker);
        } catch (EngineException e) {
            if (maker.isEmpty()) {
                reserved.remove(name, id);
            }
            throw e;
        }
    }

    /** The owner goes before a maker: who has reserved a name that is owned is about to be refused as well. */
    private void refuse(String name, Optional<String> maker) {
        owner(name).or(() -> maker).ifPresent(id -> {
            throw taken(name, id);
        });
    }

    private static EngineException taken(String name, String id) {
        return EngineException.conflict(
                "Conflict. The container name \"/" + name + "\" is already in use by container \"" + id
                        + "\". You have to remove (or rename) that container to be able to reuse that name.");
    }

    private void judgeNames(CreateRequest request, Warnings warnings) {
        NetworkSpec asked = request.spec().networks();
        List<Attachment> named =
                networks.asked(asked).stream().filter(NameRule::named).toList();
        if (!named.isEmpty()) {
            List<String> names = new ArrayList<>();
            named.forEach(a -> names.addAll(a.aliases()));
            if (!request.name().isEmpty()) {
                names.add(ContainerNameRule.require(request.name()));
            }
            // where no cluster is, nobody writes the names into the file of the running container
            boolean unknown = !settings.namesServed()
                    && !asked.dns().isEmpty()
                    && !KubernetesVersion.ofCluster(cluster.serverVersion());
            NameRule.judge(names, unknown, settings.namesServed(), warnings);
        }
    }

    private static void check(ContainerSpec spec) {
        Signal.checkStop(spec.process());
        LoggingRule.check(spec.logging());
        if (spec.autoRemove() && spec.restart().mode() != RestartPolicy.Mode.NO) {
            throw EngineException.invalid("can't create 'AutoRemove' container with restart policy");
        }
        RestartPolicyRule.check(spec.restart());
    }

    private String reserve(String asked, String id) {
        if (!asked.isEmpty()) {
            String name = ContainerNameRule.require(asked);
            take(name, id);
            return name;
        }
        for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
            String name = ContainerNameRule.madeUp(random, attempt);
            if (owner(name).isEmpty() && reserved.putIfAbsent(name, id) == null) {
                return name;
            }
        }
        throw EngineException.internal("no free name was found");
    }

    private Optional<String> owner(String name) {
        return store.list().stream()
                .filter(c -> c.record().name().equals(name))
                .map(c -> c.record().id())
                .findFirst();
    }

    private Created create(
            String id, String name, CreateRequest request, ImageCatalog.Resolved image, EffectiveConfig config) {
        ContainerSpec spec = request.spec();
        named.require(spec);
        List<Link> linked = links.asked(spec.networks());
        Warnings warnings = new Warnings();
        LinkVariableRule.judge(linked, warnings);
        ContainerMounts.Wanted wanted = mounts.judge(spec, config, warnings);
        WorkloadKind kind = WorkloadRule.decide(spec, config, settings.preferDeployment());
        boolean unplugged = spec.networks().mode().equals(PredefinedNetworks.NONE)
                && unplugging.atCreation(spec.image(), image.facts(), warnings);
        // everything that can be refused is refused before anything is made
        PodPlanRule.Inputs inputs = new PodPlanRule.Inputs(
                id,
                spec,
                config,
                image.facts(),
                kind,
                image.toRun(),
                request.platform(),
                settings.gpuResource(),
                HostsRule.gateway(settings.hostGateway(), cluster.nodes()),
                settings.engineAddress(),
                cluster::serverVersion,
                List.of(),
                List.of(),
                unplugged,
                image.pullSecrets());
        PodPlanRule.translate(inputs, warnings);
        PortPublishingRule.judge(spec.networks(), config.exposedPorts(), settings.publish(), warnings);
        judgeNames(request, warnings);
        PrivilegeRule.check(spec.security(), settings.privileged());
        ContainerMounts.Made made = new ContainerMounts.Made();
        try {
            mounts.make(id, wanted, made);
            List<Mount> fills = filling.atCreation(spec.image(), image.facts(), made.named(), warnings);
            PodPlan pod =
                    telling(id, spec, kind, PodPlanRule.translate(inputs.mounting(made.mounts(), fills), warnings));
            ObservedContainer container =
                    write(id, name, kind, spec, image, made.anonymous(), wanted.inherited(), linked, pod);
            events.publish(container.record(), "create");
            images.keep(container.record());
            return new Created(id, warnings.list());
        } catch (RuntimeException e) {
            mounts.undo(id, made, e);
            throw e;
        } finally {
            mounts.release(id);
        }
    }

    /** All pods of a Deployment come of one plan, so that it says how they can tell where their files lie. */
    private static PodPlan telling(String id, ContainerSpec spec, WorkloadKind kind, PodPlan pod) {
        boolean tells = kind == WorkloadKind.DEPLOYMENT
                && KeptLayerRule.told(spec, pod.mounts().stream().map(Mount::target));
        return tells ? pod.withMessage(KeptLayer.place(id)) : pod;
    }

    private ObservedContainer write(
            String id,
            String name,
            WorkloadKind kind,
            ContainerSpec spec,
            ImageCatalog.Resolved image,
            List<String> anonymous,
            List<String> inherited,
            List<Link> linked,
            PodPlan pod) {
        List<ContainerRecord> all =
                store.list().stream().map(ObservedContainer::record).toList();
        Set<String> taken = all.stream().map(ContainerRecord::objectName).collect(Collectors.toSet());
        List<Attachment> attachments = networks.asked(spec.networks());
        // decided again at each start; mostly it is the same then, and costs no request
        PodPlan.Dns dns = pod.dns().withNames(NameRule.scope(attachments, all));
        for (int attempt = 1; ; attempt++) {
            String objectName = ObjectNames.of(name, taken::contains);
            try {
                return store.create(new ContainerPlan(
                        id,
                        name,
                        objectName,
                        kind,
                        clock.instant(),
                        spec,
                        image.facts(),
                        anonymous,
                        inherited,
                        attachments,
                        linked,
                        pod.withDns(dns)));
            } catch (EngineException e) {
                // the object name may belong to something that is not d2k's
                if (e.kind() != ErrorKind.CONFLICT || attempt == OBJECT_NAME_ATTEMPTS) {
                    throw e;
                }
                taken.add(objectName);
            }
        }
    }
}
