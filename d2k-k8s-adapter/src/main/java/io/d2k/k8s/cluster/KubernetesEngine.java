package io.d2k.k8s.cluster;

import io.d2k.domain.port.out.Cluster;
import io.d2k.domain.port.out.ContainerDocuments;
import io.d2k.domain.port.out.ContainerNames;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.ImageStore;
import io.d2k.domain.port.out.LogArchive;
import io.d2k.domain.port.out.NetworkStore;
import io.d2k.domain.port.out.PublishedPorts;
import io.d2k.domain.port.out.StartFiles;
import io.d2k.domain.port.out.VolumeStore;
import io.d2k.k8s.cache.CachedResource;
import io.d2k.k8s.cache.ChangeFeed;
import io.d2k.k8s.cache.ObjectStore;
import io.d2k.k8s.cache.Readiness;
import io.d2k.k8s.cache.Reflector;
import io.d2k.k8s.cache.Reflector.Pace;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.manifest.NameDomains;
import io.d2k.k8s.store.ContainerIndex;
import io.d2k.k8s.store.ContainerRemoval;
import io.d2k.k8s.store.KubernetesContainerNames;
import io.d2k.k8s.store.KubernetesContainers;
import io.d2k.k8s.store.KubernetesImages;
import io.d2k.k8s.store.KubernetesLogArchive;
import io.d2k.k8s.store.KubernetesNetworks;
import io.d2k.k8s.store.KubernetesPublishedPorts;
import io.d2k.k8s.store.KubernetesStartFiles;
import io.d2k.k8s.store.KubernetesVolumes;
import io.d2k.k8s.store.RecordOwners;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** All outbound ports of d2k on one cluster and namespace, except the streams to processes. */
public final class KubernetesEngine implements AutoCloseable {
    private final ContainerIndex index;
    private final List<CachedResource<?>> resources;
    private final Reflector<CoreV1Event> probeEvents;
    private final Readiness readiness;
    private final ChangeFeed<String> publications = new ChangeFeed<>("publications");
    private final ContainerStore containers;
    private final PublishedPorts publishedPorts;
    private final ContainerNames containerNames;
    private final VolumeStore volumes;
    private final NetworkStore networks;
    private final ImageStore images;
    private final LogArchive logArchive;
    private final StartFiles startFiles;
    private final Cluster cluster;

    private KubernetesEngine(KubernetesClients clients, ContainerDocuments documents, String clusterDomain) {
        index = new ContainerIndex(documents);
        CachedResource<V1PodTemplate> podTemplates =
                new CachedResource<>(clients, Kind.POD_TEMPLATE, Pace.EAGER, index.lock(), index.podTemplates());
        CachedResource<V1Deployment> deployments =
                new CachedResource<>(clients, Kind.DEPLOYMENT, Pace.EAGER, index.lock(), index.deployments());
        CachedResource<V1Pod> pods = new CachedResource<>(clients, Kind.POD, Pace.EAGER, index.lock(), index.pods());
        CachedResource<V1PersistentVolumeClaim> claims = alone(clients, Kind.CLAIM, Pace.EAGER);
        CachedResource<V1ConfigMap> configMaps = alone(clients, Kind.CONFIG_MAP, Pace.EAGER);
        CachedResource<V1Service> services = new CachedResource<>(
                clients,
                Kind.SERVICE,
                Pace.EAGER,
                new ReentrantLock(),
                KubernetesPublishedPorts.listener(publications));
        CachedResource<V1Endpoints> endpoints = alone(clients, Kind.ENDPOINTS, Pace.EAGER);
        // Nodes belong to the whole cluster: d2k may be forbidden to see them, and works without.
        CachedResource<V1Node> nodes = alone(clients, Kind.NODE, Pace.RELAXED);
        // reports on failed probes: without them (RBAC) health is judged by time alone
        probeEvents = new Reflector<>(
                new Resource<>(clients, Kind.EVENT, "reason=Unhealthy,involvedObject.kind=Pod"),
                "",
                new ObjectStore<>(index.lock(), index.probeEvents()),
                Pace.RELAXED);
        resources = List.of(podTemplates, deployments, pods, claims, configMaps, services, endpoints, nodes);
        readiness = new Readiness(
                List.of(podTemplates, deployments, pods, claims, configMaps, services, endpoints),
                List.of(nodes),
                index::open);
        var removal = new ContainerRemoval(
                podTemplates, deployments, pods, configMaps, new Resource<>(clients, Kind.REPLICA_SET));
        NameDomains domains = NameDomains.of(clients.namespace(), clusterDomain);
        containers = new KubernetesContainers(podTemplates, deployments, pods, index, removal, domains, readiness);
        var owners = new RecordOwners(podTemplates, deployments);
        publishedPorts = new KubernetesPublishedPorts(services, publications, owners, readiness);
        containerNames = new KubernetesContainerNames(services, endpoints, owners, readiness);
        volumes = new KubernetesVolumes(claims, readiness);
        networks = new KubernetesNetworks(configMaps, readiness);
        images = new KubernetesImages(configMaps, readiness);
        logArchive = new KubernetesLogArchive(configMaps, owners, readiness);
        startFiles = new KubernetesStartFiles(configMaps, podTemplates, deployments, owners, readiness);
        cluster = new KubernetesCluster(clients, configMaps, nodes, readiness);
    }

    /**
     * Begins to read the cluster's state in the background and returns at once. Until {@link #awaitReady} every use of a
     * store fails as unavailable.
     *
     * @param clients stays the caller's, who closes it after this
     * @param documents reads the create requests that containers' records hold
     * @param clusterDomain the domain of the cluster's DNS, such as {@code cluster.local}
     */
    public static KubernetesEngine start(
            KubernetesClients clients, ContainerDocuments documents, String clusterDomain) {
        var engine = new KubernetesEngine(clients, documents, clusterDomain);
        engine.resources.forEach(CachedResource::start);
        engine.probeEvents.start();
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

    /** Returns the user-defined networks. */
    public NetworkStore networks() {
        return networks;
    }

    /** Returns ports that Services publish. */
    public PublishedPorts publishedPorts() {
        return publishedPorts;
    }

    /** Returns the names by which containers find each other. */
    public ContainerNames containerNames() {
        return containerNames;
    }

    /** Returns the pulled images. */
    public ImageStore images() {
        return images;
    }

    /** Returns the logs of earlier runs. */
    public LogArchive logArchive() {
        return logArchive;
    }

    /** Returns the archives that are unpacked before containers start. */
    public StartFiles startFiles() {
        return startFiles;
    }

    /** Returns the cluster as a whole. */
    public Cluster cluster() {
        return cluster;
    }

    /** Ends all watches and the telling of subscribers. */
    @Override
    public void close() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            resources.forEach(resource -> threads.execute(resource::close));
            threads.execute(probeEvents::close);
        }
        index.close();
        publications.close();
    }

    private static <T extends KubernetesObject> CachedResource<T> alone(
            KubernetesClients clients, Kind<T> kind, Pace pace) {
        return new CachedResource<>(clients, kind, pace, new ReentrantLock(), ObjectStore.Listener.none());
    }
}
