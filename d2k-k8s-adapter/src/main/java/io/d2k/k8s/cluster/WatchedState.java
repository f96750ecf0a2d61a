package io.d2k.k8s.cluster;

import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.ContainerDocuments;
import io.d2k.domain.port.out.ServiceDocuments;
import io.d2k.domain.publish.PublishedState;
import io.d2k.domain.system.PodSecurity;
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
import io.d2k.k8s.store.ContainerIndex;
import io.d2k.k8s.store.DeploymentWaits;
import io.d2k.k8s.store.KubernetesBounds;
import io.d2k.k8s.store.KubernetesFileViews;
import io.d2k.k8s.store.KubernetesNetworks;
import io.d2k.k8s.store.KubernetesPublishedPorts;
import io.d2k.k8s.store.KubernetesVolumes;
import io.d2k.k8s.store.NodeIndex;
import io.d2k.k8s.store.PodWaits;
import io.d2k.k8s.store.ServiceIndex;
import io.d2k.k8s.store.StartReports;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What d2k watches of the cluster, kind by kind, and what it reads out of it: the one memory that all stores share. What is
 * read together (containers, their pods, the config maps of services) changes under one lock.
 */
final class WatchedState implements AutoCloseable {
    final ContainerIndex index;
    final Optional<ServiceIndex> serviceIndex;
    final NodeIndex nodeIndex = new NodeIndex();
    final ChangeFeed<String> publications = new ChangeFeed<>("publications");
    final Readings<V1PersistentVolumeClaim, VolumeRecord> volumeClaims = KubernetesVolumes.records();
    final Readings<V1ConfigMap, VolumeRecord> volumeRecords = KubernetesVolumes.records();
    final Readings<V1ConfigMap, NetworkRecord> networkRecords = KubernetesNetworks.records();
    final Readings<V1Service, PublishedState> published = KubernetesPublishedPorts.states();
    final DeploymentWaits deploymentWaits;
    final PodWaits podWaits;

    final CachedResource<V1PodTemplate> podTemplates;
    final CachedResource<V1Deployment> deployments;
    final CachedResource<V1Pod> pods;
    final CachedResource<V1PersistentVolumeClaim> claims;
    final CachedResource<V1ConfigMap> configMaps;
    final CachedResource<V1Service> services;
    final CachedResource<V1Endpoints> endpoints;
    final CachedResource<V1Node> nodes;
    final CachedResource<V1StorageClass> classes;
    final CachedResource<V1Secret> secrets;
    /** Outside of swarm mode nobody makes any. */
    final Optional<CachedResource<V1DaemonSet>> daemonSets;

    final KubernetesBounds bounds;
    final Readiness readiness;
    private final List<CachedResource<?>> resources;
    private final List<Reflector<CoreV1Event>> reports = new ArrayList<>();

    /**
     * Nothing is read before a start.
     *
     * @param documents reads the create requests that containers' records hold
     * @param security what pods have to be fit for; nothing for what the namespace says
     * @param swarm reads the requests that services' records hold; nothing outside of swarm mode
     */
    WatchedState(
            KubernetesClients clients,
            ContainerDocuments documents,
            Optional<PodSecurity> security,
            Optional<ServiceDocuments> swarm) {
        serviceIndex = swarm.map(ServiceIndex::new);
        index = new ContainerIndex(documents);
        podTemplates = new CachedResource<>(clients, Kind.POD_TEMPLATE, Pace.EAGER, index.lock(), index.podTemplates());
        deploymentWaits = new DeploymentWaits(with(index.deployments(), ServiceIndex::deployments));
        deployments = new CachedResource<>(clients, Kind.DEPLOYMENT, Pace.EAGER, index.lock(), deploymentWaits);
        podWaits = new PodWaits(with(index.pods(), ServiceIndex::pods));
        pods = new CachedResource<>(clients, Kind.POD, Pace.EAGER, index.lock(), podWaits);
        claims = new CachedResource<>(clients, Kind.CLAIM, Pace.EAGER, new ReentrantLock(), volumeClaims);
        configMaps = new CachedResource<>(
                clients,
                Kind.CONFIG_MAP,
                Pace.EAGER,
                index.lock(),
                with(volumeRecords.and(networkRecords), ServiceIndex::configMaps));
        services = new CachedResource<>(
                clients,
                Kind.SERVICE,
                Pace.EAGER,
                new ReentrantLock(),
                published.and(KubernetesPublishedPorts.listener(publications)));
        endpoints = alone(clients, Kind.ENDPOINTS, Pace.EAGER);
        // Nodes belong to the whole cluster: d2k may be forbidden to see them, and works without.
        nodes = new CachedResource<>(clients, Kind.NODE, Pace.RELAXED, new ReentrantLock(), nodeIndex);
        classes = alone(clients, Kind.STORAGE_CLASS, Pace.RELAXED);
        // Outside of a swarm d2k works without a permission for Secrets, as far as images need no credentials.
        secrets = alone(clients, Kind.SECRET, swarm.isPresent() ? Pace.EAGER : Pace.RELAXED);
        daemonSets = serviceIndex.map(
                i -> new CachedResource<>(clients, Kind.DAEMON_SET, Pace.EAGER, index.lock(), i.daemonSets()));
        // reports on failed probes: without them (RBAC) health is judged by time alone
        reports.add(reports(clients, "Unhealthy", with(index.probeEvents(), ServiceIndex::processEvents)));
        // the kubelet's first word of a process; without it those begin later that are held back for a client
        reports.add(reports(
                clients,
                KubernetesFileViews.STARTED,
                index.beginEvents().and(podWaits.events(KubernetesFileViews.STARTED))));
        // and that a pod's volumes are there; without it those who wait for that learn it up to a second later
        reports.add(reports(clients, KubernetesFileViews.NO_IMAGE, podWaits.events(KubernetesFileViews.NO_IMAGE)));
        // what keeps pods from starting, which their statuses do not tell
        reports.add(events(clients, StartReports.FIELDS, with(index.startEvents(), ServiceIndex::processEvents)));
        serviceIndex.ifPresent(i -> reports.add(reports(clients, "Killing", i.processEvents())));
        List<CachedResource<?>> needed =
                new ArrayList<>(List.of(podTemplates, deployments, pods, claims, configMaps, services, endpoints));
        List<CachedResource<?>> wished = new ArrayList<>(List.of(nodes, classes));
        (swarm.isPresent() ? needed : wished).add(secrets);
        daemonSets.ifPresent(needed::add);
        resources = Stream.concat(needed.stream(), wished.stream()).toList();
        bounds = new KubernetesBounds(clients, security);
        readiness = new Readiness(needed, wished, index::open);
    }

    /** Begins to read and to watch in the background, and returns at once. */
    void start() {
        resources.forEach(CachedResource::start);
        reports.forEach(Reflector::start);
        bounds.start();
    }

    /** Begins with nothing there; only what is written will be known. */
    void startAlone() {
        resources.forEach(CachedResource::startAlone);
        bounds.startAlone();
    }

    /** Returns what all pods that there are or may be are made of. */
    Stream<V1PodSpec> podSpecs() {
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
            reports.forEach(reflector -> threads.execute(reflector::close));
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

    private Reflector<CoreV1Event> reports(
            KubernetesClients clients, String reason, ObjectStore.Listener<CoreV1Event> listener) {
        return events(clients, "reason=" + reason + ",involvedObject.kind=Pod", listener);
    }

    private Reflector<CoreV1Event> events(
            KubernetesClients clients, String fields, ObjectStore.Listener<CoreV1Event> listener) {
        return new Reflector<>(
                new Resource<>(clients, Kind.EVENT, fields),
                "",
                new ObjectStore<>(index.lock(), listener),
                Pace.RELAXED);
    }

    private static <T extends KubernetesObject> CachedResource<T> alone(
            KubernetesClients clients, Kind<T> kind, Pace pace) {
        return new CachedResource<>(clients, kind, pace, new ReentrantLock(), ObjectStore.Listener.none());
    }
}
