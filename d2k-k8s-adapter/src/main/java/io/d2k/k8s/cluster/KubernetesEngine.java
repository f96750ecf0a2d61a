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
import io.d2k.domain.system.PodSecurity;
import io.d2k.k8s.client.Kind;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.Resource;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.NameDomains;
import io.d2k.k8s.store.ContainerRemoval;
import io.d2k.k8s.store.FirstPods;
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
import io.d2k.k8s.store.RecordHolders;
import io.d2k.k8s.store.ServiceObjectsWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All outbound ports of d2k on one cluster and namespace, except the streams to processes. */
public final class KubernetesEngine implements AutoCloseable {
    private final WatchedState state;
    private final Optional<KubernetesServices> serviceStore;
    private final ContainerStore containers;
    private final PublishedPorts publishedPorts;
    private final PublishedPorts hostPorts;
    private final ContainerNames containerNames;
    private final NameDomains domains;
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
            KubernetesClients clients,
            ContainerDocuments documents,
            ClusterDns dns,
            Optional<PodSecurity> security,
            Optional<ServiceDocuments> swarm) {
        state = new WatchedState(clients, documents, security, swarm);
        var readiness = state.readiness;
        var servers = new DnsServers();
        servers.begin(dns, clients, state.nodes);
        domains = new NameDomains(clients.namespace(), dns.domain(), servers, dns.nameServer());
        var replicaSets = new Resource<>(clients, Kind.REPLICA_SET);
        var removal =
                new ContainerRemoval(state.podTemplates, state.deployments, state.pods, state.configMaps, replicaSets);
        var holders = new RecordHolders(state.podTemplates, state.deployments, state.index);
        containers = new KubernetesContainers(
                holders,
                state.pods,
                state.podWaits,
                state.index,
                removal,
                new FirstPods(state.deployments, state.pods, replicaSets, state.deploymentWaits, state.podWaits),
                domains,
                state.bounds,
                readiness);
        publishedPorts =
                new KubernetesPublishedPorts(state.services, state.published, state.publications, holders, readiness);
        hostPorts = new KubernetesHostPorts(state.podTemplates, state.deployments, state.pods, containers, readiness);
        var names = new KubernetesContainerNames(state.services, state.endpoints, holders, readiness);
        containerNames = names;
        serviceStore = state.daemonSets.map(d -> new KubernetesServices(
                state.configMaps,
                state.pods,
                state.podWaits,
                state.serviceIndex.orElseThrow(),
                new ServiceObjectsWriter(state.deployments, d, state.pods, state.services, domains, state.bounds),
                names,
                readiness));
        volumes = new KubernetesVolumes(
                state.claims, state.volumeClaims, state.configMaps, state.volumeRecords, readiness);
        storageClasses = new KubernetesStorageClasses(state.classes, readiness);
        networks = new KubernetesNetworks(state.configMaps, state.networkRecords, readiness);
        images = new KubernetesImages(state.configMaps, readiness);
        pullCredentials = new KubernetesPullCredentials(state.secrets, images, state::podSpecs, readiness);
        logArchive = new KubernetesLogArchive(state.configMaps, Keys.KIND_LOG_ARCHIVE, holders::owner, readiness);
        taskLogs = serviceStore.map(
                s -> new KubernetesLogArchive(state.configMaps, Keys.KIND_TASK_LOG, s::ownerOf, readiness));
        startFiles = new KubernetesStartFiles(
                state.configMaps, new Resource<>(clients, Kind.CONFIG_MAP), holders, readiness);
        fileViews = new KubernetesFileViews(state.pods, state.podWaits, holders, state.bounds, readiness);
        cluster = new KubernetesCluster(clients, state.configMaps, state.nodes, readiness);
        nodeStore = new KubernetesNodes(state.nodes, state.pods, state.nodeIndex, readiness);
        secrets = KubernetesDependencies.secrets(state.secrets, readiness);
        configs = KubernetesDependencies.configs(state.configMaps, readiness);
    }

    /**
     * Begins to read the cluster's state in the background and returns at once. Until {@link #awaitReady} every use of a
     * store fails as unavailable.
     *
     * @param clients stays the caller's, who closes it after this
     * @param documents reads the create requests that containers' records hold
     * @param dns the cluster's DNS
     * @param security what pods have to be fit for; nothing for what the label of the namespace says
     * @param swarm reads the requests that services' records hold; nothing outside of swarm mode, which is not read then
     */
    public static KubernetesEngine start(
            KubernetesClients clients,
            ContainerDocuments documents,
            ClusterDns dns,
            Optional<PodSecurity> security,
            Optional<ServiceDocuments> swarm) {
        var engine = new KubernetesEngine(clients, documents, dns, security, swarm);
        engine.state.start();
        return engine;
    }

    /**
     * Works on an empty cluster that nobody has: what would be sent goes to the stand-in, which notes it.
     *
     * @param namespace where everything would live
     * @param documents reads the create requests that containers' records hold
     * @param clusterDomain the domain of the cluster's DNS, such as {@code cluster.local}
     * @param security what pods have to be fit for
     * @param swarm reads the requests that services' records hold; nothing outside of swarm mode
     */
    public static KubernetesEngine dryRun(
            DryRunServer server,
            String namespace,
            ContainerDocuments documents,
            String clusterDomain,
            PodSecurity security,
            Optional<ServiceDocuments> swarm) {
        var dns = new ClusterDns(clusterDomain, Optional.of(List.of()));
        var engine = new KubernetesEngine(
                KubernetesClients.without(server, namespace), documents, dns, Optional.of(security), swarm);
        engine.state.startAlone();
        server.onPod(engine.state.pods::told);
        return engine;
    }

    /** Returns where containers look up names. */
    public NameDomains nameDomains() {
        return domains;
    }

    /** Waits until the state was read, for a bounded time; returns whether it was. */
    public boolean awaitReady(Duration atMost) {
        return state.readiness.await(atMost);
    }

    /** Returns whether the state was read and is kept up to date. */
    public boolean current() {
        return state.readiness.now() && state.readiness.trouble().isEmpty();
    }

    /** Returns what keeps d2k from knowing the cluster's state, in words; nothing when all is well. */
    public Optional<String> trouble() {
        return state.readiness.trouble();
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

    /** Ends all watches and the telling of subscribers. */
    @Override
    public void close() {
        state.close();
    }
}
