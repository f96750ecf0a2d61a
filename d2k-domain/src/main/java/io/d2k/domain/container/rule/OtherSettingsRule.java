package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.error.EngineException;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of settings that Kubernetes has no counterpart for: refused where ignoring them would lie, accepted where
 * they change nothing, warned about otherwise. Every setting ends in one of the three.
 */
public final class OtherSettingsRule {
    private static final Map<String, String> REFUSED = Map.of(
            "HostConfig.Devices", "devices: use a device plugin and --gpus, or a manifest",
            "HostConfig.DeviceCgroupRules", "device cgroup rules: use a device plugin",
            "HostConfig.Runtime", "runtimes: use a RuntimeClass through a manifest",
            "HostConfig.CgroupParent", "a cgroup parent: Kubernetes decides it by quality of service",
            "Config.MacAddress", "a MAC address: the cluster's network assigns it");
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "Config.ArgsEscaped",
            "Config.OnBuild",
            "HostConfig.ContainerIDFile",
            "HostConfig.Annotations",
            "HostConfig.CpuRealtimePeriod",
            "HostConfig.Isolation",
            "HostConfig.Capabilities",
            "HostConfig.Cgroup",
            "NetworkingConfig.IPAMConfig",
            "NetworkingConfig.NetworkID",
            "NetworkingConfig.EndpointID",
            "NetworkingConfig.Gateway",
            "NetworkingConfig.IPAddress",
            "NetworkingConfig.IPPrefixLen",
            "NetworkingConfig.DNSNames",
            "NetworkingConfig.MacAddress");

    private static final Set<String> OWN_IPC = Set.of("none", "private", "shareable");
    private static final int OOM_SCORE_LIMIT = 1000;

    private OtherSettingsRule() {}

    /**
     * Judges all settings of a request that have no rule of their own.
     *
     * @throws EngineException for the first that is refused
     */
    public static void judge(ContainerSpec spec, Warnings warnings) {
        for (Map.Entry<String, String> setting : spec.otherSettings().entrySet()) {
            String refusal = REFUSED.get(setting.getKey());
            if (refusal != null) {
                throw EngineException.unsupported("Kubernetes cannot translate " + refusal);
            }
            checkOomScore(setting);
            if (!withoutEffect(setting.getKey())) {
                String name = setting.getKey().substring(setting.getKey().indexOf('.') + 1);
                warnings.add("Kubernetes has no counterpart of " + name + ". It was ignored.");
            }
        }
        LoggingRule.judge(spec.logging(), warnings);
        judgeNamespaces(spec.security());
        if (spec.security().cgroupnsMode().equals("host")) {
            warnings.add("Pods have control groups of their own. CgroupnsMode host was ignored.");
        }
        if (spec.security().ipcMode().equals("none")) {
            warnings.add("Pods always have a /dev/shm. IpcMode none is taken for private.");
        }
        if (!spec.process().domainname().isEmpty()) {
            warnings.add("Kubernetes gives pods the domain of the cluster. Domainname was ignored.");
        }
        judgeNetworks(spec.networks());
        TmpfsRule.judge(spec.storage(), warnings);
        PropagationRule.judge(spec.storage(), spec.security().privileged(), warnings);
    }

    private static void checkOomScore(Map.Entry<String, String> setting) {
        if (setting.getKey().equals("HostConfig.OomScoreAdj")
                && Math.abs(Long.parseLong(setting.getValue())) > OOM_SCORE_LIMIT) {
            throw EngineException.invalid(
                    "Invalid value " + setting.getValue() + ", range for oom score adj is [-1000, 1000]");
        }
    }

    private static boolean withoutEffect(String path) {
        return WITHOUT_EFFECT.contains(path)
                || path.endsWith(".Consistency") // of mounts: only Docker Desktop for Mac ever knew of it
                || path.startsWith("NetworkingConfig.")
                        && WITHOUT_EFFECT.stream().anyMatch(path::endsWith);
    }

    private static void judgeNamespaces(SecuritySpec security) {
        namespace("pid", "PID", security.pidMode());
        namespace("ipc", "IPC", security.ipcMode());
        namespace("uts", "UTS", security.utsMode());
        if (!security.usernsMode().equals("host")) { // that of the node, which pods have
            namespace("userns", "userns", security.usernsMode());
        }
        if (!Set.of("", "private", "host").contains(security.cgroupnsMode())) {
            throw EngineException.invalid("invalid cgroup namespace mode: " + security.cgroupnsMode());
        }
    }

    private static void namespace(String kind, String name, String mode) {
        if (mode.equals("host") || mode.startsWith("container:")) {
            throw EngineException.unsupported(
                    "--" + kind + "=" + mode + " would leave the pod's own namespace: use a manifest instead");
        }
        boolean own = mode.isEmpty() || kind.equals("ipc") && OWN_IPC.contains(mode);
        if (!own) {
            throw EngineException.invalid("invalid " + name + " mode: " + mode);
        }
    }

    private static void judgeNetworks(NetworkSpec networks) {
        if (networks.mode().equals("host")) {
            throw EngineException.unsupported(
                    "network mode \"host\" is not available on Kubernetes: publish the ports with -p instead");
        }
        if (networks.mode().startsWith("container:")) {
            throw EngineException.unsupported("sharing another container's network is not available on Kubernetes:"
                    + " put both on one user-defined network instead");
        }
        for (NetworkSpec.Endpoint e : networks.endpoints().values()) {
            e.links().forEach(LinkRule::parse);
            if (e.macAddress().isPresent()) {
                throw EngineException.unsupported("Kubernetes cannot translate " + REFUSED.get("Config.MacAddress"));
            }
            if (e.ipv4Address().isPresent() || e.ipv6Address().isPresent()) {
                throw EngineException.unsupported(
                        "static addresses are not available on Kubernetes: reach the container by its name instead");
            }
        }
    }
}
