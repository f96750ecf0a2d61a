package io.d2k.docker.json;

import static io.d2k.docker.json.GoTypes.BOOL;
import static io.d2k.docker.json.GoTypes.COMMAND;
import static io.d2k.docker.json.GoTypes.FILE_MODE;
import static io.d2k.docker.json.GoTypes.INT;
import static io.d2k.docker.json.GoTypes.INT64;
import static io.d2k.docker.json.GoTypes.TEXT;
import static io.d2k.docker.json.GoTypes.TEXTS;
import static io.d2k.docker.json.GoTypes.TEXT_MAP;
import static io.d2k.docker.json.GoTypes.UINT;
import static io.d2k.docker.json.GoTypes.UINT16;
import static io.d2k.docker.json.GoTypes.UINT64;
import static io.d2k.docker.json.GoTypes.listOf;
import static io.d2k.docker.json.GoTypes.listOfPointers;
import static io.d2k.docker.json.GoTypes.text;

/** The structs of moby 26.1 that {@code POST /containers/create} reads and inspect writes, in their order. */
final class ContainerSchema {
    private static final GoType DURATION = GoTypes.signed("time.Duration");
    private static final GoStruct NOTHING = GoStruct.named("struct {}").build();

    static final GoStruct HEALTHCHECK = GoStruct.named("v1.HealthcheckConfig")
            .omitEmpty("Test", TEXTS)
            .omitEmpty("Interval", DURATION)
            .omitEmpty("Timeout", DURATION)
            .omitEmpty("StartPeriod", DURATION)
            .omitEmpty("StartInterval", DURATION)
            .omitEmpty("Retries", INT)
            .build();

    static final GoStruct CONFIG = GoStruct.named("container.Config")
            .field("Hostname", TEXT)
            .field("Domainname", TEXT)
            .field("User", TEXT)
            .field("AttachStdin", BOOL)
            .field("AttachStdout", BOOL)
            .field("AttachStderr", BOOL)
            .omitEmpty("ExposedPorts", new GoType.MapOf("nat.PortSet", NOTHING))
            .field("Tty", BOOL)
            .field("OpenStdin", BOOL)
            .field("StdinOnce", BOOL)
            .field("Env", TEXTS)
            .field("Cmd", COMMAND)
            .omitEmpty("Healthcheck", new GoType.Nullable(HEALTHCHECK))
            .omitEmpty("ArgsEscaped", BOOL)
            .field("Image", TEXT)
            .field("Volumes", new GoType.MapOf("map[string]struct {}", NOTHING))
            .field("WorkingDir", TEXT)
            .field("Entrypoint", COMMAND)
            .omitEmpty("NetworkDisabled", BOOL)
            .omitEmpty("MacAddress", TEXT)
            .field("OnBuild", TEXTS)
            .field("Labels", TEXT_MAP)
            .omitEmpty("StopSignal", TEXT)
            .omitEmpty("StopTimeout", new GoType.Nullable(INT))
            .omitEmpty("Shell", COMMAND)
            .build();

    private static final GoStruct WEIGHT_DEVICE = GoStruct.named("blkiodev.WeightDevice")
            .field("Path", TEXT)
            .field("Weight", UINT16)
            .build();
    private static final GoType THROTTLES = listOfPointers(GoStruct.named("blkiodev.ThrottleDevice")
            .field("Path", TEXT)
            .field("Rate", UINT64)
            .build());
    private static final GoStruct DEVICE = GoStruct.named("container.DeviceMapping")
            .field("PathOnHost", TEXT)
            .field("PathInContainer", TEXT)
            .field("CgroupPermissions", TEXT)
            .build();
    private static final GoStruct DEVICE_REQUEST = GoStruct.named("container.DeviceRequest")
            .field("Driver", TEXT)
            .field("Count", INT)
            .field("DeviceIDs", TEXTS)
            .field("Capabilities", listOf(TEXTS))
            .field("Options", TEXT_MAP)
            .build();
    static final GoStruct ULIMIT = GoStruct.named("units.Ulimit")
            .field("Name", TEXT)
            .field("Hard", INT64)
            .field("Soft", INT64)
            .build();

    static final GoStruct RESOURCES = GoStruct.named("container.Resources")
            .field("CpuShares", INT64)
            .field("Memory", INT64)
            .field("NanoCpus", INT64)
            .field("CgroupParent", TEXT)
            .field("BlkioWeight", UINT16)
            .field("BlkioWeightDevice", listOfPointers(WEIGHT_DEVICE))
            .field("BlkioDeviceReadBps", THROTTLES)
            .field("BlkioDeviceWriteBps", THROTTLES)
            .field("BlkioDeviceReadIOps", THROTTLES)
            .field("BlkioDeviceWriteIOps", THROTTLES)
            .field("CpuPeriod", INT64)
            .field("CpuQuota", INT64)
            .field("CpuRealtimePeriod", INT64)
            .field("CpuRealtimeRuntime", INT64)
            .field("CpusetCpus", TEXT)
            .field("CpusetMems", TEXT)
            .field("Devices", listOf(DEVICE))
            .field("DeviceCgroupRules", TEXTS)
            .field("DeviceRequests", listOf(DEVICE_REQUEST))
            .omitEmpty("KernelMemory", INT64)
            .omitEmpty("KernelMemoryTCP", INT64)
            .field("MemoryReservation", INT64)
            .field("MemorySwap", INT64)
            .field("MemorySwappiness", new GoType.Nullable(INT64))
            .field("OomKillDisable", new GoType.Nullable(BOOL))
            .field("PidsLimit", new GoType.Nullable(INT64))
            .field("Ulimits", listOfPointers(ULIMIT))
            .field("CpuCount", INT64)
            .field("CpuPercent", INT64)
            .field("IOMaximumIOps", UINT64)
            .field("IOMaximumBandwidth", UINT64)
            .build();

    static final GoStruct RESTART_POLICY = GoStruct.named("container.RestartPolicy")
            .field("Name", text("container.RestartPolicyMode"))
            .field("MaximumRetryCount", INT)
            .build();
    private static final GoStruct LOG_CONFIG = GoStruct.named("container.LogConfig")
            .field("Type", TEXT)
            .field("Config", TEXT_MAP)
            .build();
    private static final GoStruct PORT_BINDING = GoStruct.named("nat.PortBinding")
            .field("HostIp", TEXT)
            .field("HostPort", TEXT)
            .build();

    private static final GoStruct BIND_OPTIONS = GoStruct.named("mount.BindOptions")
            .omitEmpty("Propagation", text("mount.Propagation"))
            .omitEmpty("NonRecursive", BOOL)
            .omitEmpty("CreateMountpoint", BOOL)
            .omitEmpty("ReadOnlyNonRecursive", BOOL)
            .omitEmpty("ReadOnlyForceRecursive", BOOL)
            .build();
    private static final GoStruct DRIVER = GoStruct.named("mount.Driver")
            .omitEmpty("Name", TEXT)
            .omitEmpty("Options", TEXT_MAP)
            .build();
    private static final GoStruct VOLUME_OPTIONS = GoStruct.named("mount.VolumeOptions")
            .omitEmpty("NoCopy", BOOL)
            .omitEmpty("Labels", TEXT_MAP)
            .omitEmpty("Subpath", TEXT)
            .omitEmpty("DriverConfig", new GoType.Nullable(DRIVER))
            .build();
    private static final GoStruct TMPFS_OPTIONS = GoStruct.named("mount.TmpfsOptions")
            .omitEmpty("SizeBytes", INT64)
            .omitEmpty("Mode", FILE_MODE)
            .build();
    static final GoStruct MOUNT = GoStruct.named("mount.Mount")
            .omitEmpty("Type", text("mount.Type"))
            .omitEmpty("Source", TEXT)
            .omitEmpty("Target", TEXT)
            .omitEmpty("ReadOnly", BOOL)
            .omitEmpty("Consistency", text("mount.Consistency"))
            .omitEmpty("BindOptions", new GoType.Nullable(BIND_OPTIONS))
            .omitEmpty("VolumeOptions", new GoType.Nullable(VOLUME_OPTIONS))
            .omitEmpty("TmpfsOptions", new GoType.Nullable(TMPFS_OPTIONS))
            .omitEmpty(
                    "ClusterOptions",
                    new GoType.Nullable(GoStruct.named("mount.ClusterOptions").build()))
            .build();

    static final GoStruct HOST_CONFIG = GoStruct.named("container.HostConfig")
            .field("Binds", TEXTS)
            .field("ContainerIDFile", TEXT)
            .field("LogConfig", LOG_CONFIG)
            .field("NetworkMode", text("container.NetworkMode"))
            .field("PortBindings", new GoType.MapOf("nat.PortMap", listOf(PORT_BINDING)))
            .field("RestartPolicy", RESTART_POLICY)
            .field("AutoRemove", BOOL)
            .field("VolumeDriver", TEXT)
            .field("VolumesFrom", TEXTS)
            .field("ConsoleSize", new GoType.Tuple("[2]uint", UINT, 2))
            .omitEmpty("Annotations", TEXT_MAP)
            .field("CapAdd", COMMAND)
            .field("CapDrop", COMMAND)
            .field("CgroupnsMode", text("container.CgroupnsMode"))
            .field("Dns", TEXTS)
            .field("DnsOptions", TEXTS)
            .field("DnsSearch", TEXTS)
            .field("ExtraHosts", TEXTS)
            .field("GroupAdd", TEXTS)
            .field("IpcMode", text("container.IpcMode"))
            .field("Cgroup", text("container.CgroupSpec"))
            .field("Links", TEXTS)
            .field("OomScoreAdj", INT)
            .field("PidMode", text("container.PidMode"))
            .field("Privileged", BOOL)
            .field("PublishAllPorts", BOOL)
            .field("ReadonlyRootfs", BOOL)
            .field("SecurityOpt", TEXTS)
            .omitEmpty("StorageOpt", TEXT_MAP)
            .omitEmpty("Tmpfs", TEXT_MAP)
            .field("UTSMode", text("container.UTSMode"))
            .field("UsernsMode", text("container.UsernsMode"))
            .field("ShmSize", INT64)
            .omitEmpty("Sysctls", TEXT_MAP)
            .omitEmpty("Runtime", TEXT)
            .field("Isolation", text("container.Isolation"))
            .embed("Resources", RESOURCES)
            .omitEmpty("Mounts", listOf(MOUNT))
            .field("MaskedPaths", TEXTS)
            .field("ReadonlyPaths", TEXTS)
            .omitEmpty("Init", new GoType.Nullable(BOOL))
            .build();

    static final GoStruct ENDPOINT_IPAM = GoStruct.named("network.EndpointIPAMConfig")
            .omitEmpty("IPv4Address", TEXT)
            .omitEmpty("IPv6Address", TEXT)
            .omitEmpty("LinkLocalIPs", TEXTS)
            .build();
    static final GoStruct ENDPOINT = GoStruct.named("network.EndpointSettings")
            .field("IPAMConfig", new GoType.Nullable(ENDPOINT_IPAM))
            .field("Links", TEXTS)
            .field("Aliases", TEXTS)
            .field("MacAddress", TEXT)
            .field("NetworkID", TEXT)
            .field("EndpointID", TEXT)
            .field("Gateway", TEXT)
            .field("IPAddress", TEXT)
            .field("IPPrefixLen", INT)
            .field("IPv6Gateway", TEXT)
            .field("GlobalIPv6Address", TEXT)
            .field("GlobalIPv6PrefixLen", INT)
            .field("DriverOpts", TEXT_MAP)
            .field("DNSNames", TEXTS)
            .build();
    private static final GoStruct NETWORKING_CONFIG = GoStruct.named("network.NetworkingConfig")
            .field(
                    "EndpointsConfig",
                    new GoType.MapOf("map[string]*network.EndpointSettings", new GoType.Nullable(ENDPOINT)))
            .build();

    /** The whole request; the fields of HostConfig were once taken at the top, and still are. */
    static final GoStruct WRAPPER = GoStruct.named("runconfig.ContainerConfigWrapper")
            .embed("Config", CONFIG)
            .embed("HostConfig", HOST_CONFIG)
            .omitEmpty("HostConfig", new GoType.Nullable(HOST_CONFIG))
            .omitEmpty("Cpuset", TEXT)
            .omitEmpty("NetworkingConfig", new GoType.Nullable(NETWORKING_CONFIG))
            .build();

    static final GoStruct UPDATE = GoStruct.named("container.UpdateConfig")
            .embed("Resources", RESOURCES)
            .field("RestartPolicy", RESTART_POLICY)
            .build();

    private ContainerSchema() {}
}
