package io.d2k.domain.container;

import io.d2k.domain.image.Port;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pod that runs a container's process, in neutral terms: what the Kubernetes adapter writes down as a pod spec. No
 * text in it is subject to any expansion; the adapter escapes what Kubernetes would expand.
 *
 * @param image the reference to run
 * @param command replaces the image's entrypoint; empty to keep it
 * @param args replaces the image's cmd; empty to keep it
 * @param env variables in order
 * @param workingDir empty for the image's
 * @param hostname the pod's host name
 * @param tty whether the process gets a terminal
 * @param stdin whether standard input is kept open
 * @param stdinOnce whether standard input is closed after the first client
 * @param identity user and groups
 * @param privileges what the process may do
 * @param resources limits and requests
 * @param hostAliases entries for /etc/hosts: address to names, in order
 * @param dns resolver settings
 * @param mounts what it mounts
 * @param fills the mounts among these that are filled, while empty, with what the image has at their targets
 * @param unplugged whether the pod's network interface is taken away before the process
 * @param ports the ports it listens on
 * @param readiness the check that decides health
 * @param grace time between TERM and KILL when Kubernetes ends the pod
 * @param sharedPid whether the pod's infrastructure process is process 1 ({@code --init})
 * @param nodeSelector labels that the node must have
 * @param restart what the kubelet does when the process ends
 * @param pullSecrets names of the credentials that the image is pulled with, mostly none
 * @param message the file in the container from which the last words of its process are taken; empty for Kubernetes' usual one
 */
public record PodPlan(
        String image,
        List<String> command,
        List<String> args,
        List<EnvVar> env,
        String workingDir,
        String hostname,
        boolean tty,
        boolean stdin,
        boolean stdinOnce,
        Identity identity,
        Privileges privileges,
        Resources resources,
        List<HostAlias> hostAliases,
        Dns dns,
        List<Mount> mounts,
        List<Mount> fills,
        boolean unplugged,
        List<Port> ports,
        Optional<Probe> readiness,
        Duration grace,
        boolean sharedPid,
        Map<String, String> nodeSelector,
        Restart restart,
        List<String> pullSecrets,
        String message) {
    /** Copies the collections. */
    public PodPlan {
        command = List.copyOf(command);
        args = List.copyOf(args);
        env = List.copyOf(env);
        hostAliases = List.copyOf(hostAliases);
        mounts = List.copyOf(mounts);
        fills = List.copyOf(fills);
        ports = List.copyOf(ports);
        nodeSelector = Map.copyOf(nodeSelector);
        pullSecrets = List.copyOf(pullSecrets);
    }

    /** Returns this with other variables. */
    public PodPlan withEnv(List<EnvVar> newEnv) {
        return with(newEnv, hostname, dns, message);
    }

    /** Returns this with another host name, which may have dots; empty for the pod's own name. */
    public PodPlan withHostname(String newHostname) {
        return with(env, newHostname, dns, message);
    }

    /** Returns this with other resolver settings. */
    public PodPlan withDns(Dns newDns) {
        return with(env, hostname, newDns, message);
    }

    /** Returns this with another file for the last words. */
    public PodPlan withMessage(String newMessage) {
        return with(env, hostname, dns, newMessage);
    }

    private PodPlan with(List<EnvVar> otherEnv, String otherHostname, Dns otherDns, String otherMessage) {
        return new PodPlan(
                image,
                command,
                args,
                otherEnv,
                workingDir,
                otherHostname,
                tty,
                stdin,
                stdinOnce,
                identity,
                privileges,
                resources,
                hostAliases,
                otherDns,
                mounts,
                fills,
                unplugged,
                ports,
                readiness,
                grace,
                sharedPid,
                nodeSelector,
                restart,
                pullSecrets,
                otherMessage);
    }

    /** What the kubelet does when the process ends. */
    public enum Restart {
        /** Nothing. */
        NEVER,
        /** Starts it again. */
        ALWAYS
    }

    /** One environment variable. */
    public record EnvVar(String name, String value) {}

    /** User and groups; nothing to keep the image's. */
    public record Identity(Optional<Long> uid, Optional<Long> gid, List<Long> groups) {
        /** Copies the list. */
        public Identity {
            groups = List.copyOf(groups);
        }
    }

    /**
     * What the process may do.
     *
     * @param capAdd names without the {@code CAP_} prefix, {@code ALL} for all
     * @param appArmorOff whether the process is to run without a profile of AppArmor
     * @param sysctls kernel parameters of the pod
     */
    public record Privileges(
            boolean privileged,
            List<String> capAdd,
            List<String> capDrop,
            boolean readOnlyRoot,
            boolean noNewPrivileges,
            Seccomp seccomp,
            boolean appArmorOff,
            Map<String, String> sysctls) {
        /** Copies the collections. */
        public Privileges {
            capAdd = List.copyOf(capAdd);
            capDrop = List.copyOf(capDrop);
            sysctls = Map.copyOf(sysctls);
        }
    }

    /**
     * Limits and requests; zero for none.
     *
     * @param memoryLimit bytes
     * @param memoryRequest bytes
     * @param cpuLimitMillis thousandths of a CPU
     * @param cpuRequestMillis thousandths of a CPU
     * @param extended extended resources such as GPUs: name to count
     */
    public record Resources(
            long memoryLimit,
            long memoryRequest,
            long cpuLimitMillis,
            long cpuRequestMillis,
            Map<String, Long> extended) {
        /** Copies the map. */
        public Resources {
            extended = Map.copyOf(extended);
        }
    }

    /** One line of /etc/hosts. */
    public record HostAlias(String ip, List<String> names) {
        /** Copies the list. */
        public HostAlias {
            names = List.copyOf(names);
        }
    }

    /**
     * Resolver settings; all empty for the cluster's own.
     *
     * @param names where names are looked up besides the search domains
     */
    public record Dns(List<String> servers, List<String> searches, List<String> options, NameScope names) {
        /** Copies the lists. */
        public Dns {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }

        /** The cluster's own. */
        public static final Dns CLUSTER = new Dns(List.of(), List.of(), List.of(), NameScope.CLUSTER);

        /** Returns this with names looked up elsewhere. */
        public Dns withNames(NameScope elsewhere) {
            return new Dns(servers, searches, options, elsewhere);
        }
    }

    /**
     * What is decided anew at each start.
     *
     * @param fills the mounts of the plan that are filled first
     * @param unplugged whether the network interface is taken away first
     * @param dns resolver settings
     * @param links entries for /etc/hosts behind those of the plan
     * @param linkVariables variables before those of the plan
     */
    public record AtStart(
            List<Mount> fills, boolean unplugged, Dns dns, List<HostAlias> links, List<EnvVar> linkVariables) {
        /** Copies the lists. */
        public AtStart {
            fills = List.copyOf(fills);
            links = List.copyOf(links);
            linkVariables = List.copyOf(linkVariables);
        }

        /** Returns whether anything is to be done before the process. */
        public boolean prepares() {
            return unplugged || !fills.isEmpty();
        }

        /** Returns this with the network that pods have. */
        public AtStart plugged() {
            return new AtStart(fills, false, dns, links, linkVariables);
        }

        /** Returns this with nothing to fill. */
        public AtStart unfilled() {
            return new AtStart(List.of(), unplugged, dns, links, linkVariables);
        }

        /** Returns this with nothing to fill, and with the network that pods have. */
        public AtStart unprepared() {
            return new AtStart(List.of(), false, dns, links, linkVariables);
        }
    }

    /** Something mounted at a path of the container. */
    public sealed interface Mount {
        /** Returns the absolute path in the container. */
        String target();

        /** Returns what names a volume that is on one node at a time, so that those who share it belong there. */
        default Optional<String> ofOneNode() {
            return Optional.empty();
        }

        /**
         * A volume.
         *
         * @param volume Docker's name of the volume
         * @param claim the claim's name
         * @param oneNode whether the pods of one node alone can mount it at a time
         * @param subPath part of it, empty for all
         */
        record Claim(String volume, String claim, boolean oneNode, String target, boolean readOnly, String subPath)
                implements Mount {
            @Override
            public Optional<String> ofOneNode() {
                return oneNode ? Optional.of(claim) : Optional.empty();
            }
        }

        /**
         * A path of the node.
         *
         * @param volume Docker's name of the volume that it is, empty where it is none
         * @param propagation which way mounts below it spread
         */
        record HostPath(String volume, String path, String target, boolean readOnly, Propagation propagation)
                implements Mount {
            /** One that is no volume. */
            public HostPath(String path, String target, boolean readOnly) {
                this("", path, target, readOnly, Propagation.NONE);
            }

            @Override
            public Optional<String> ofOneNode() {
                return volume.isEmpty() ? Optional.empty() : Optional.of(volume);
            }
        }

        /** Room on the node that goes with the pod. */
        record Scratch(String target, boolean readOnly) implements Mount {}

        /**
         * Memory.
         *
         * @param sizeBytes 0 for no bound of its own
         */
        record Memory(String target, long sizeBytes, boolean readOnly) implements Mount {}
    }

    /**
     * A command whose exit code tells health.
     *
     * @param command what is run in the container
     * @param period between checks
     * @param timeout of one check
     * @param failures in a row that make it unhealthy
     * @param start how it is checked until it passes for the first time, where that differs
     */
    public record Probe(List<String> command, Duration period, Duration timeout, int failures, Optional<Start> start) {
        /** Copies the list. */
        public Probe {
            command = List.copyOf(command);
        }
    }

    /**
     * Checks of a process that is starting.
     *
     * @param period between checks
     * @param failures in a row that end the process
     */
    public record Start(Duration period, int failures) {
        /** As many failures as never come. */
        public static final int PATIENT = Integer.MAX_VALUE;
    }
}
