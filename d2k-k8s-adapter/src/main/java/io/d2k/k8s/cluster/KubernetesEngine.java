package io.d2k.k8s.cluster;

import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerDocuments;
import io.d2k.domain.port.out.ContainerNames;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.DependencyStore;
import io.d2k.domain.port.out.FileViews;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.port.out.NodeStore;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.PullCredentials;
import io.d2k.domain.port.out.ServiceDocuments;
import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.port.out.StartFiles;
import io.d2k.domain.port.out.StorageClasses;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.domain.publish.PublishedState;
import io.d2k.domain.volume.VolumeRecord;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.ChangeFeed;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.cache.Readings;
import io.d2k.k8s.cache.Reflector;
import io.d2k.k8s.cache.Reflector.Pace;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.NameDomains;
import io.d2k.k8s.store.ContainerIndex;
import io.d2k.k8s.store.ContainerRemoval;
import io.d2k.k8s.store.KubernetesBounds;
import io.d2k.k8s.store.KubernetesContainerNames;
import io.d2k.k8s.store.KubernetesContainers;
import io.d2k.k8s.store.KubernetesDependencies;
import io.d2k.k8s.store.KubernetesFileViews;
import io.d2k.k8s.store.KubernetesHostPorts;
import io.d2k.k8s.store.KubernetesImages;
import io.d2k.k8s.store.KubernetesLogArchive;
import io.d2k.k8s.store.KubernetesNetworks;
import io.d2k.k8s.store.KubernetesNodes;
import io.d2k.k8s.store.KubernetesPublishedPorts;
import io.d2k.k8s.store.KubernetesPullCredentials;
import io.d2k.k8s.store.KubernetesServices;
import io.d2k.k8s.store.KubernetesStartFiles;
import io.d2k.k8s.store.KubernetesVolumes;
import io.d2k.k8s.store.NodeIndex;
import io.d2k.k8s.store.PodWaits;
import io.d2k.k8s.store.RecordOwners;
import io.d2k.k8s.store.ServiceIndex;
import io.d2k.k8s.store.ServiceObjectsWriter;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StorageClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/** All outbound ports of d2k on one cluster and namespace, except the streams to processes. */
public final class KubernetesEngine implements AutoCloseable {
    private final ContainerIndex index;
    private final Optional<ServiceIndex> serviceIndex;
    private final Optional<KubernetesServices> serviceStore;
    private final List<CachedResource<?>> resources;
    private final CachedResource<V1Pod> pods;
    private final Reflector<CoreV1Event> probeEvents;
    private final KubernetesBounds bounds;
    private final Readiness readiness;
    private final ChangeFeed<String> publications = new ChangeFeed<>("publications");
    private final NodeIndex nodeIndex = new NodeIndex();
    private final ContainerStore containers;
    private final PublishedPorts publishedPorts;
    private final PublishedPorts hostPorts;
    private final ContainerNames containerNames;
    private final VolumeStore volumes;
    private final StorageClasses storageClasses;
    private final NetworkStore networks;
    private final ImageStore images;
    private final PullCredentials pullCredentials;
    private final LogArchive logArchive;
    private final Optional<LogArchive> taskLogs;
    private final StartFiles startFiles;
    private final FileViews fileViews;
    private final Cluster cluster;
    private final NodeStore nodeStore;
    private final DependencyStore secrets;
    private final DependencyStore configs;

    private KubernetesEngine(
            KubernetesClients clients, ContainerDocuments documents, ClusterDns dns, Optional<ServiceDocuments> swarm) {
        serviceIndex = swarm.map(ServiceIndex::new);
        index = new ContainerIndex(documents);
        CachedResource<V1PodTemplate> podTemplates =
                new CachedResource<>(clients, Kind.POD_TEMPLATE, Pace.EAGER, index.lock(), index.podTemplates());
        CachedResource<V1Deployment> deployments = new CachedResource<>(
                clients,
                Kind.DEPLOYMENT,
                Pace.EAGER,
                index.lock(),
                with(index.deployments(), ServiceIndex::deployments));
        var podWaits = new PodWaits(with(index.pods(), ServiceIndex::pods));
        pods = new CachedResource<>(clients, Kind.POD, Pace.EAGER, index.lock(), podWaits);
        Readings<V1PersistentVolumeClaim, VolumeRecord> volumeClaims = KubernetesVolumes.records();
        CachedResource<V1PersistentVolumeClaim> claims =
                new CachedResource<>(clients, Kind.CLAIM, Pace.EAGER, new ReentrantLock(), volumeClaims);
        Readings<V1ConfigMap, VolumeRecord> volumeRecords = KubernetesVolumes.records();
        CachedResource<V1ConfigMap> configMaps = new CachedResource<>(
                clients, Kind.CONFIG_MAP, Pace.EAGER, index.lock(), with(volumeRecords, ServiceIndex::configMaps));
        Readings<V1Service, PublishedState> published = KubernetesPublishedPorts.states();
        CachedResource<V1Service> services = new CachedResource<>(
                clients,
                Kind.SERVICE,
                Pace.EAGER,
                new ReentrantLock(),
                published.and(KubernetesPublishedPorts.listener(publications)));
        CachedResource<V1Endpoints> endpoints = alone(clients, Kind.ENDPOINTS, Pace.EAGER);
        // Nodes belong to the whole cluster: d2k may be forbidden to see them, and works without.
        CachedResource<V1Node> nodes =
                new CachedResource<>(clients, Kind.NODE, Pace.RELAXED, new ReentrantLock(), nodeIndex);
        CachedResource<V1StorageClass> classes = alone(clients, Kind.STORAGE_CLASS, Pace.RELAXED);
        // reports on failed probes: without them (RBAC) health is judged by time alone
        probeEvents = new Reflector<>(
                new Resource<>(clients, Kind.EVENT, "reason=Unhealthy,involvedObject.kind=Pod"),
                "",
                new ObjectStore<>(index.lock(), index.probeEvents()),
                Pace.RELAXED);
        List<CachedResource<?>> needed =
                new ArrayList<>(List.of(podTemplates, deployments, pods, claims, configMaps, services, endpoints));
        // Outside of a swarm d2k works without a permission for Secrets, as far as images need no credentials.
        CachedResource<V1Secret> secretObjects =
                alone(clients, Kind.SECRET, swarm.isPresent() ? Pace.EAGER : Pace.RELAXED);
        List<CachedResource<?>> wished = new ArrayList<>(List.of(nodes, classes));
        (swarm.isPresent() ? needed : wished).add(secretObjects);
        Optional<CachedResource<V1DaemonSet>> daemonSets = serviceIndex.map(
                i -> new CachedResource<>(clients, Kind.DAEMON_SET, Pace.EAGER, index.lock(), i.daemonSets()));
        daemonSets.ifPresent(needed::add);
        resources = Stream.concat(needed.stream(), wished.stream()).toList();
        readiness = new Readiness(needed, wished, index::open);
        bounds = new KubernetesBounds(clients);
        var removal = new ContainerRemoval(
                podTemplates, deployments, pods, configMaps, new Resource<>(clients, Kind.REPLICA_SET));
        var servers = new DnsServers();
        servers.begin(dns, clients, nodes);
        var domains = new NameDomains(clients.namespace(), dns.domain(), servers);
        containers = new KubernetesContainers(
                podTemplates, deployments, pods, podWaits, index, removal, domains, bounds, readiness);
        var owners = new RecordOwners(podTemplates, deployments);
        publishedPorts = new KubernetesPublishedPorts(services, published, publications, owners, readiness);
        hostPorts = new KubernetesHostPorts(podTemplates, deployments, pods, containers, readiness);
        var names = new KubernetesContainerNames(services, endpoints, owners, readiness);
        containerNames = names;
        serviceStore = daemonSets.map(d -> new KubernetesServices(
                configMaps,
                pods,
                serviceIndex.orElseThrow(),
                new ServiceObjectsWriter(deployments, d, pods, services, domains, bounds),
                names,
                readiness));
        volumes = new KubernetesVolumes(claims, volumeClaims, configMaps, volumeRecords, readiness);
        storageClasses = new KubernetesStorageClasses(classes, readiness);
        networks = new KubernetesNetworks(configMaps, readiness);
        images = new KubernetesImages(configMaps, readiness);
        pullCredentials = new KubernetesPullCredentials(
                secretObjects, images, () -> podSpecs(podTemplates, deployments, daemonSets, pods), readiness);
        logArchive = new KubernetesLogArchive(configMaps, Keys.KIND_LOG_ARCHIVE, owners::of, readiness);
        taskLogs =
                serviceStore.map(s -> new KubernetesLogArchive(configMaps, Keys.KIND_TASK_LOG, s::ownerOf, readiness));
        startFiles = new KubernetesStartFiles(
                configMaps, new Resource<>(clients, Kind.CONFIG_MAP), podTemplates, deployments, owners, readiness);
        fileViews = new KubernetesFileViews(pods, podWaits, owners, readiness);
        cluster = new KubernetesCluster(clients, configMaps, nodes, readiness);
        nodeStore = new KubernetesNodes(nodes, pods, nodeIndex, readiness);
        secrets = KubernetesDependencies.secrets(secretObjects, readiness);
        configs = KubernetesDependencies.configs(configMaps, readiness);
    }

    /**
     * Begins to read the cluster's state in the background and returns at once. Until {@link #awaitReady} every use of a
     * store fails as unavailable.
     *
     * @param clients stays the caller's, who closes it after this
     * @param documents reads the create requests that containers' records hold
     * @param dns the cluster's DNS
     * @param swarm reads the requests that services' records hold; nothing outside of swarm mode, which is not read then
     */
    public static KubernetesEngine start(
            KubernetesClients clients, ContainerDocuments documents, ClusterDns dns, Optional<ServiceDocuments> swarm) {
        var engine = new KubernetesEngine(clients, documents, dns, swarm);
        engine.resources.forEach(CachedResource::start);
        engine.probeEvents.start();
        engine.bounds.start();
        return engine;
    }

    /**
     * Works on an empty cluster that nobody has: what would be sent goes to the stand-in, which notes it.
     *
     * @param namespace where everything would live
     * @param documents reads the create requests that containers' records hold
     * @param clusterDomain the domain of the cluster's DNS, such as {@code cluster.local}
     * @param swarm reads the requests that services' records hold; nothing outside of swarm mode
     */
    public static KubernetesEngine dryRun(
            DryRunServer server,
            String namespace,
            ContainerDocuments documents,
            String clusterDomain,
            Optional<ServiceDocuments> swarm) {
        var dns = new ClusterDns(clusterDomain, Optional.of(List.of()));
        var engine = new KubernetesEngine(KubernetesClients.without(server, namespace), documents, dns, swarm);
        engine.resources.forEach(CachedResource::startAlone);
        engine.bounds.startAlone();
        server.onPod(engine.pods::told);
        return engine;
    }

    /** Waits until the state was read, for a bounded time; returns whether it was. */
    public boolean awaitReady(Duration atMost) {
        return readiness.await(atMost);
    }

    /** Returns whether the state was read and is kept up to date. */
    public boolean current() {
        return readiness.now() && readiness.trouble().isEmpty();
    }

    /** Returns what keeps d2k from knowing the cluster's state, in words; nothing when all is well. */
    public Optional<String> trouble() {
        return readiness.trouble();
    }

    /** Returns the containers. */
    public ContainerStore containers() {
        return containers;
    }

    /** Returns the volumes. */
    public VolumeStore volumes() {
        return volumes;
    }

    /** Returns the storage that the cluster offers. */
    public StorageClasses storageClasses() {
        return storageClasses;
    }

    /** Returns the user-defined networks. */
    public NetworkStore networks() {
        return networks;
    }

    /** Returns ports that Services publish. */
    public PublishedPorts publishedPorts() {
        return publishedPorts;
    }

    /** Returns ports that pods publish on their nodes. */
    public PublishedPorts hostPorts() {
        return hostPorts;
    }

    /** Returns the names by which containers find each other. */
    public ContainerNames containerNames() {
        return containerNames;
    }

    /** Returns the pulled images. */
    public ImageStore images() {
        return images;
    }

    /** Returns the credentials that images are pulled with. */
    public PullCredentials pullCredentials() {
        return pullCredentials;
    }

    /** Returns the logs of earlier runs. */
    public LogArchive logArchive() {
        return logArchive;
    }

    /** Returns the logs of tasks whose pods have gone; nothing outside of swarm mode. */
    public Optional<LogArchive> taskLogs() {
        return taskLogs;
    }

    /** Returns the archives that are unpacked before containers start. */
    public StartFiles startFiles() {
        return startFiles;
    }

    /** Returns the pods that show files of containers that do not run. */
    public FileViews fileViews() {
        return fileViews;
    }

    /** Returns the cluster as a whole. */
    public Cluster cluster() {
        return cluster;
    }

    /** Returns the nodes as members of a swarm. */
    public NodeStore nodes() {
        return nodeStore;
    }

    /** Returns the services; nothing outside of swarm mode. */
    public Optional<ServiceStore> services() {
        return serviceStore.map(store -> store);
    }

    /** Returns a swarm's secrets; of use in swarm mode only. */
    public DependencyStore secrets() {
        return secrets;
    }

    /** Returns a swarm's configs. */
    public DependencyStore configs() {
        return configs;
    }

    private static Stream<V1PodSpec> podSpecs(
            CachedResource<V1PodTemplate> podTemplates,
            CachedResource<V1Deployment> deployments,
            Optional<CachedResource<V1DaemonSet>> daemonSets,
            CachedResource<V1Pod> pods) {
        return Stream.of(
                        podTemplates.all().stream().map(t -> t.getTemplate().getSpec()),
                        deployments.all().stream()
                                .map(d -> d.getSpec().getTemplate().getSpec()),
                        daemonSets.stream()
                                .flatMap(d -> d.all().stream())
                                .map(d -> d.getSpec().getTemplate().getSpec()),
                        // a pod that is on its way out pulls nothing any more
                        pods.all().stream()
                                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                                .map(V1Pod::getSpec))
                .flatMap(s -> s)
                .filter(Objects::nonNull);
    }

    /** Ends all watches and the telling of subscribers. */
    @Override
    public void close() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            resources.forEach(resource -> threads.execute(resource::close));
            threads.execute(probeEvents::close);
            threads.execute(bounds::close);
        }
        index.close();
        serviceIndex.ifPresent(ServiceIndex::close);
        nodeIndex.close();
        publications.close();
    }

    /** Tells the services as well, in swarm mode. */
    private <T> ObjectStore.Listener<T> with(
            ObjectStore.Listener<T> first, Function<ServiceIndex, ObjectStore.Listener<T>> second) {
        return serviceIndex.map(second).map(first::and).orElse(first);
    }

    private static <T extends KubernetesObject> CachedResource<T> alone(
            KubernetesClients clients, Kind<T> kind, Pace pace) {
        return new CachedResource<>(clients, kind, pace, new ReentrantLock(), ObjectStore.Listener.none());
    }
}
