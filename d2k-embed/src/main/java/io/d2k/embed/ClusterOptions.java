package io.d2k.embed;

import io.d2k.domain.engine.EngineSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which cluster d2k works on, and how.
 *
 * @param kubeconfig the kubeconfig; nothing for the pod's service account, else {@code $KUBECONFIG}, else {@code
 *     ~/.kube/config}
 * @param namespace the namespace that everything lives in
 * @param settings what an operator decides
 * @param swarm whether it is a swarm, which has services
 * @param isolated whether containers without a common network are kept apart by NetworkPolicies
 * @param clusterDomain the domain of the cluster's DNS; nothing for that of this pod, else {@code cluster.local}
 * @param clusterDns the addresses of the cluster's DNS; nothing to find them, an empty list to leave resolvers to
 *     Kubernetes
 * @param registryMirrors where facts of images are read instead, as {@code D2K_REGISTRY_MIRRORS} has them; empty for none
 * @param forwardHost the address of tunnels, where the settings forward published ports
 */
public record ClusterOptions(
        Optional<Path> kubeconfig,
        String namespace,
        EngineSettings settings,
        boolean swarm,
        boolean isolated,
        Optional<String> clusterDomain,
        Optional<List<String>> clusterDns,
        String registryMirrors,
        String forwardHost) {
    /** Copies the list. */
    public ClusterOptions {
        clusterDns = clusterDns.map(List::copyOf);
    }

    /** Returns options for a namespace, with what holds when nothing is set. */
    public static ClusterOptions of(String namespace) {
        return new ClusterOptions(
                Optional.empty(),
                namespace,
                EngineSettings.DEFAULT,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                "",
                "127.0.0.1");
    }

    /** Returns these with a kubeconfig. */
    public ClusterOptions withKubeconfig(Path file) {
        return new ClusterOptions(
                Optional.of(file),
                namespace,
                settings,
                swarm,
                isolated,
                clusterDomain,
                clusterDns,
                registryMirrors,
                forwardHost);
    }

    /** Returns these with other decisions of the operator. */
    public ClusterOptions withSettings(EngineSettings changed) {
        return new ClusterOptions(
                kubeconfig,
                namespace,
                changed,
                swarm,
                isolated,
                clusterDomain,
                clusterDns,
                registryMirrors,
                forwardHost);
    }

    /** Returns these for a swarm, or for a plain engine. */
    public ClusterOptions withSwarm(boolean wanted) {
        return new ClusterOptions(
                kubeconfig,
                namespace,
                settings,
                wanted,
                isolated,
                clusterDomain,
                clusterDns,
                registryMirrors,
                forwardHost);
    }

    /** Returns these with mirrors of registries, such as {@code docker.io=http://mirror:5000}. */
    public ClusterOptions withRegistryMirrors(String mirrors) {
        return new ClusterOptions(
                kubeconfig, namespace, settings, swarm, isolated, clusterDomain, clusterDns, mirrors, forwardHost);
    }
}
