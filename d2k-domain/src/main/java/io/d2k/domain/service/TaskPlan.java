package io.d2k.domain.service;

import io.d2k.domain.container.PodPlan;
import io.d2k.domain.image.Port;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What makes the pods of a service, and the pods themselves.
 *
 * @param type what makes them
 * @param revision the form of tasks that they are
 * @param template the revision that their template was made for
 * @param replicas how many, where it counts
 * @param rollout how they are replaced
 * @param pod the pod
 * @param nodeEnv variables whose values hold the name of the node
 * @param liveness the check that ends a pod, where one is asked for
 * @param scheduling where pods may run
 * @param files secrets and configs
 * @param hostPorts ports of the node that the pod takes
 * @param paused whether no pods are replaced at the moment
 */
public record TaskPlan(
        WorkloadType type,
        int revision,
        int template,
        long replicas,
        Rollout rollout,
        PodPlan pod,
        List<NodeEnv> nodeEnv,
        Optional<PodPlan.Probe> liveness,
        Scheduling scheduling,
        List<FileMount> files,
        List<HostPort> hostPorts,
        boolean paused) {
    /** Copies the lists. */
    public TaskPlan {
        nodeEnv = List.copyOf(nodeEnv);
        files = List.copyOf(files);
        hostPorts = List.copyOf(hostPorts);
    }

    /**
     * How pods are replaced.
     *
     * @param parallelism how many at a time; 0 for all
     * @param startFirst whether a new one is started before the old one is stopped
     * @param settle how long a new one has to be ready before the next is replaced
     * @param lost how many are not waited for, since they have failed
     */
    public record Rollout(long parallelism, boolean startFirst, Duration settle, int lost) {
        /** Returns how many may be away, or in addition, at a time; 0 for all. */
        public long most() {
            return parallelism == 0 ? 0 : parallelism + lost;
        }
    }

    /** Returns this as it goes on without those that have failed. */
    public TaskPlan without(int lost) {
        return new TaskPlan(
                type,
                revision,
                template,
                replicas,
                new Rollout(rollout.parallelism(), rollout.startFirst(), rollout.settle(), lost),
                pod,
                nodeEnv,
                liveness,
                scheduling,
                files,
                hostPorts,
                paused);
    }

    /**
     * A variable whose value holds the name of the node.
     *
     * @param name the variable's name
     * @param parts what stands before, between and behind the name of the node
     */
    public record NodeEnv(String name, List<String> parts) {
        /** Copies the list. */
        public NodeEnv {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A secret or config as a file.
     *
     * @param source where its content is
     * @param path where the file is
     * @param mode permission bits
     * @param uid whose it is
     * @param gid which group's it is
     */
    public record FileMount(FileSource source, String path, int mode, long uid, long gid) {}

    /** Where the content of a file is. */
    public sealed interface FileSource {
        /**
         * In an object of the cluster.
         *
         * @param secret whether that is a secret
         * @param object its name
         * @param key the key in it
         */
        record Held(boolean secret, String object, String key) implements FileSource {}

        /**
         * In the pod itself.
         *
         * @param text the content
         */
        record Written(String text) implements FileSource {}
    }

    /**
     * A port of the node.
     *
     * @param target the port in the pod
     * @param port the port of the node
     */
    public record HostPort(Port target, int port) {}
}
