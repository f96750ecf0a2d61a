package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects the settings of a create request that {@code ContainerSpec} has no part for, so that the domain can judge
 * each. A setting counts as set when it is neither unset nor what the Docker Engine would choose (clients send inspected
 * configurations back).
 */
final class OtherSettings {
    private static final Set<String> TYPED_CONFIG = Set.of(
            "Hostname",
            "Domainname",
            "User",
            "AttachStdin",
            "AttachStdout",
            "AttachStderr",
            "ExposedPorts",
            "Tty",
            "OpenStdin",
            "StdinOnce",
            "Env",
            "Cmd",
            "Healthcheck",
            "Image",
            "Volumes",
            "WorkingDir",
            "Entrypoint",
            "Labels",
            "StopSignal",
            "StopTimeout");
    private static final Set<String> TYPED_HOST = Set.of(
            "Binds",
            "NetworkMode",
            "PortBindings",
            "RestartPolicy",
            "AutoRemove",
            "VolumeDriver",
            "VolumesFrom",
            "CapAdd",
            "CapDrop",
            "CgroupnsMode",
            "ConsoleSize",
            "Dns",
            "DnsOptions",
            "DnsSearch",
            "ExtraHosts",
            "GroupAdd",
            "IpcMode",
            "Links",
            "LogConfig",
            "PidMode",
            "Privileged",
            "PublishAllPorts",
            "ReadonlyRootfs",
            "SecurityOpt",
            "Tmpfs",
            "UTSMode",
            "UsernsMode",
            "ShmSize",
            "Sysctls",
            "CpuShares",
            "Memory",
            "NanoCpus",
            "CpuPeriod",
            "CpuQuota",
            "DeviceRequests",
            "MemoryReservation",
            "MemorySwap",
            "PidsLimit",
            "Ulimits",
            "Mounts",
            "Init");
    private static final Set<String> TYPED_MOUNT =
            Set.of("Type", "Source", "Target", "ReadOnly", "VolumeOptions", "TmpfsOptions", "BindOptions");

    private final Map<String, String> found = new TreeMap<>();

    private OtherSettings() {}

    /** Returns field path to JSON text. */
    static Map<String, String> of(CreateDocument document) {
        var others = new OtherSettings();
        others.collect("Config", document.config(), TYPED_CONFIG);
        others.collect("HostConfig", document.host(), TYPED_HOST);
        int i = 0;
        for (JsonNode mount : document.host().path("Mounts")) {
            String path = "HostConfig.Mounts[" + i++ + "]";
            others.collect(path, mount, TYPED_MOUNT);
            others.collect(path + ".BindOptions", mount.path("BindOptions"), Set.of("Propagation"));
        }
        i = 0;
        for (JsonNode request : document.host().path("DeviceRequests")) {
            others.add("HostConfig.DeviceRequests[" + i++ + "].Options", "Options", request.path("Options"));
        }
        document.endpoints()
                .properties()
                .forEach(e -> others.endpoint("NetworkingConfig.EndpointsConfig." + e.getKey(), e.getValue()));
        return others.found;
    }

    /**
     * Returns the settings of one network endpoint beyond names and addresses. What an endpoint shows of a running
     * container (IDs, gateways, current addresses) is no setting: the Docker Engine overwrites it too.
     */
    static Map<String, String> ofEndpoint(String path, JsonNode endpoint) {
        var others = new OtherSettings();
        others.endpoint(path, endpoint);
        return others.found;
    }

    private void endpoint(String path, JsonNode endpoint) {
        add(path + ".DriverOpts", "DriverOpts", endpoint.path("DriverOpts"));
        JsonNode addresses = endpoint.path("IPAMConfig").path("LinkLocalIPs");
        add(path + ".IPAMConfig.LinkLocalIPs", "LinkLocalIPs", addresses);
    }

    private void collect(String path, JsonNode object, Set<String> typed) {
        object.properties().stream()
                .filter(e -> !typed.contains(e.getKey()))
                .forEach(e -> add(path + "." + e.getKey(), e.getKey(), e.getValue()));
    }

    private void add(String path, String name, JsonNode value) {
        if (!value.isMissingNode() && !DefaultSettings.isDefault(name, value)) {
            found.put(path, DockerJson.text(value));
        }
    }
}
