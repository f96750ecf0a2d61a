package io.d2k.docker.json;

import static io.d2k.docker.json.GoTypes.BOOL;
import static io.d2k.docker.json.GoTypes.FILE_MODE;
import static io.d2k.docker.json.GoTypes.FLOAT32;
import static io.d2k.docker.json.GoTypes.INT64;
import static io.d2k.docker.json.GoTypes.TEXT;
import static io.d2k.docker.json.GoTypes.TEXTS;
import static io.d2k.docker.json.GoTypes.TEXT_MAP;
import static io.d2k.docker.json.GoTypes.UINT32;
import static io.d2k.docker.json.GoTypes.UINT64;
import static io.d2k.docker.json.GoTypes.listOf;
import static io.d2k.docker.json.GoTypes.listOfPointers;
import static io.d2k.docker.json.GoTypes.text;

/** The structs of moby 26.1 that services are made of, in their order. */
final class ServiceSchema {
    private static final GoType DURATION = GoTypes.signed("time.Duration");
    private static final GoStruct PLUGIN = GoStruct.named("runtime.PluginSpec").build();
    private static final GoStruct ATTACHMENT =
            GoStruct.named("swarm.NetworkAttachmentSpec").build();

    private static final GoStruct SECRET = GoStruct.named("swarm.SecretReference")
            .field("File", optional(file("swarm.SecretReferenceFileTarget")))
            .field("SecretID", TEXT)
            .field("SecretName", TEXT)
            .build();
    private static final GoStruct CONFIG = GoStruct.named("swarm.ConfigReference")
            .omitEmpty("File", optional(file("swarm.ConfigReferenceFileTarget")))
            .omitEmpty(
                    "Runtime",
                    optional(
                            GoStruct.named("swarm.ConfigReferenceRuntimeTarget").build()))
            .field("ConfigID", TEXT)
            .field("ConfigName", TEXT)
            .build();
    private static final GoStruct CREDENTIALS = GoStruct.named("swarm.CredentialSpec")
            .field("Config", TEXT)
            .field("File", TEXT)
            .field("Registry", TEXT)
            .build();
    private static final GoStruct SELINUX = GoStruct.named("swarm.SELinuxContext")
            .field("Disable", BOOL)
            .field("User", TEXT)
            .field("Role", TEXT)
            .field("Type", TEXT)
            .field("Level", TEXT)
            .build();
    private static final GoStruct SECCOMP = GoStruct.named("swarm.SeccompOpts")
            .omitEmpty("Mode", text("swarm.SeccompMode"))
            .omitEmpty("Profile", new GoBytes())
            .build();
    private static final GoStruct APPARMOR = GoStruct.named("swarm.AppArmorOpts")
            .omitEmpty("Mode", text("swarm.AppArmorMode"))
            .build();
    private static final GoStruct PRIVILEGES = GoStruct.named("swarm.Privileges")
            .field("CredentialSpec", optional(CREDENTIALS))
            .field("SELinuxContext", optional(SELINUX))
            .omitEmpty("Seccomp", optional(SECCOMP))
            .omitEmpty("AppArmor", optional(APPARMOR))
            .field("NoNewPrivileges", BOOL)
            .build();
    private static final GoStruct DNS = GoStruct.named("swarm.DNSConfig")
            .omitEmpty("Nameservers", TEXTS)
            .omitEmpty("Search", TEXTS)
            .omitEmpty("Options", TEXTS)
            .build();

    /** {@code TaskTemplate.ContainerSpec}. */
    static final GoStruct CONTAINER = GoStruct.named("swarm.ContainerSpec")
            .omitEmpty("Image", TEXT)
            .omitEmpty("Labels", TEXT_MAP)
            .omitEmpty("Command", TEXTS)
            .omitEmpty("Args", TEXTS)
            .omitEmpty("Hostname", TEXT)
            .omitEmpty("Env", TEXTS)
            .omitEmpty("Dir", TEXT)
            .omitEmpty("User", TEXT)
            .omitEmpty("Groups", TEXTS)
            .omitEmpty("Privileges", optional(PRIVILEGES))
            .omitEmpty("Init", optional(BOOL))
            .omitEmpty("StopSignal", TEXT)
            .omitEmpty("TTY", BOOL)
            .omitEmpty("OpenStdin", BOOL)
            .omitEmpty("ReadOnly", BOOL)
            .omitEmpty("Mounts", listOf(ContainerSchema.MOUNT))
            .omitEmpty("StopGracePeriod", optional(DURATION))
            .omitEmpty("Healthcheck", optional(ContainerSchema.HEALTHCHECK))
            .omitEmpty("Hosts", TEXTS)
            .omitEmpty("DNSConfig", optional(DNS))
            .omitEmpty("Secrets", listOfPointers(SECRET))
            .omitEmpty("Configs", listOfPointers(CONFIG))
            .omitEmpty("Isolation", text("container.Isolation"))
            .omitEmpty("Sysctls", TEXT_MAP)
            .omitEmpty("CapabilityAdd", TEXTS)
            .omitEmpty("CapabilityDrop", TEXTS)
            .omitEmpty("Ulimits", listOfPointers(ContainerSchema.ULIMIT))
            .omitEmpty("OomScoreAdj", INT64)
            .build();

    private static final GoStruct LIMIT = GoStruct.named("swarm.Limit")
            .omitEmpty("NanoCPUs", INT64)
            .omitEmpty("MemoryBytes", INT64)
            .omitEmpty("Pids", INT64)
            .build();
    private static final GoStruct GENERIC = GoStruct.named("swarm.GenericResource")
            .omitEmpty(
                    "NamedResourceSpec",
                    optional(GoStruct.named("swarm.NamedGenericResource")
                            .omitEmpty("Kind", TEXT)
                            .omitEmpty("Value", TEXT)
                            .build()))
            .omitEmpty(
                    "DiscreteResourceSpec",
                    optional(GoStruct.named("swarm.DiscreteGenericResource")
                            .omitEmpty("Kind", TEXT)
                            .omitEmpty("Value", INT64)
                            .build()))
            .build();
    private static final GoStruct RESERVATION = GoStruct.named("swarm.Resources")
            .omitEmpty("NanoCPUs", INT64)
            .omitEmpty("MemoryBytes", INT64)
            .omitEmpty("GenericResources", listOf(GENERIC))
            .build();
    private static final GoStruct RESOURCES = GoStruct.named("swarm.ResourceRequirements")
            .omitEmpty("Limits", optional(LIMIT))
            .omitEmpty("Reservations", optional(RESERVATION))
            .build();
    private static final GoStruct RESTART = GoStruct.named("swarm.RestartPolicy")
            .omitEmpty("Condition", text("swarm.RestartPolicyCondition"))
            .omitEmpty("Delay", optional(DURATION))
            .omitEmpty("MaxAttempts", optional(UINT64))
            .omitEmpty("Window", optional(DURATION))
            .build();
    private static final GoStruct PREFERENCE = GoStruct.named("swarm.PlacementPreference")
            .field(
                    "Spread",
                    optional(GoStruct.named("swarm.SpreadOver")
                            .field("SpreadDescriptor", TEXT)
                            .build()))
            .build();
    private static final GoStruct PLATFORM = GoStruct.named("swarm.Platform")
            .omitEmpty("Architecture", TEXT)
            .omitEmpty("OS", TEXT)
            .build();
    private static final GoStruct PLACEMENT = GoStruct.named("swarm.Placement")
            .omitEmpty("Constraints", TEXTS)
            .omitEmpty("Preferences", listOf(PREFERENCE))
            .omitEmpty("MaxReplicas", UINT64)
            .omitEmpty("Platforms", listOf(PLATFORM))
            .build();
    private static final GoStruct NETWORK = GoStruct.named("swarm.NetworkAttachmentConfig")
            .omitEmpty("Target", TEXT)
            .omitEmpty("Aliases", TEXTS)
            .omitEmpty("DriverOpts", TEXT_MAP)
            .build();
    private static final GoStruct LOG_DRIVER = GoStruct.named("swarm.Driver")
            .omitEmpty("Name", TEXT)
            .omitEmpty("Options", TEXT_MAP)
            .build();

    /** {@code TaskTemplate}. */
    static final GoStruct TASK = GoStruct.named("swarm.TaskSpec")
            .omitEmpty("PluginSpec", optional(PLUGIN))
            .omitEmpty("ContainerSpec", optional(CONTAINER))
            .omitEmpty("NetworkAttachmentSpec", optional(ATTACHMENT))
            .omitEmpty("Resources", optional(RESOURCES))
            .omitEmpty("RestartPolicy", optional(RESTART))
            .omitEmpty("Placement", optional(PLACEMENT))
            .omitEmpty("Networks", listOf(NETWORK))
            .omitEmpty("LogDriver", optional(LOG_DRIVER))
            .field("ForceUpdate", UINT64)
            .omitEmpty("Runtime", text("swarm.RuntimeType"))
            .build();

    private static final GoStruct MODE = GoStruct.named("swarm.ServiceMode")
            .omitEmpty(
                    "Replicated",
                    optional(GoStruct.named("swarm.ReplicatedService")
                            .omitEmpty("Replicas", optional(UINT64))
                            .build()))
            .omitEmpty("Global", optional(GoStruct.named("swarm.GlobalService").build()))
            .omitEmpty(
                    "ReplicatedJob",
                    optional(GoStruct.named("swarm.ReplicatedJob")
                            .omitEmpty("MaxConcurrent", optional(UINT64))
                            .omitEmpty("TotalCompletions", optional(UINT64))
                            .build()))
            .omitEmpty("GlobalJob", optional(GoStruct.named("swarm.GlobalJob").build()))
            .build();
    private static final GoStruct UPDATE = GoStruct.named("swarm.UpdateConfig")
            .field("Parallelism", UINT64)
            .omitEmpty("Delay", DURATION)
            .omitEmpty("FailureAction", TEXT)
            .omitEmpty("Monitor", DURATION)
            .field("MaxFailureRatio", FLOAT32)
            .field("Order", TEXT)
            .build();
    private static final GoStruct PORT = GoStruct.named("swarm.PortConfig")
            .omitEmpty("Name", TEXT)
            .omitEmpty("Protocol", text("swarm.PortConfigProtocol"))
            .omitEmpty("TargetPort", UINT32)
            .omitEmpty("PublishedPort", UINT32)
            .omitEmpty("PublishMode", text("swarm.PortConfigPublishMode"))
            .build();
    private static final GoStruct ENDPOINT = GoStruct.named("swarm.EndpointSpec")
            .omitEmpty("Mode", text("swarm.ResolutionMode"))
            .omitEmpty("Ports", listOf(PORT))
            .build();

    /** A service. */
    static final GoStruct SERVICE = GoStruct.named("swarm.ServiceSpec")
            .embed("Annotations", DependencyCodec.ANNOTATIONS)
            .field("TaskTemplate", TASK)
            .field("Mode", MODE)
            .omitEmpty("UpdateConfig", optional(UPDATE))
            .omitEmpty("RollbackConfig", optional(UPDATE))
            .omitEmpty("Networks", listOf(NETWORK))
            .omitEmpty("EndpointSpec", optional(ENDPOINT))
            .build();

    private ServiceSchema() {}

    private static GoStruct file(String goName) {
        return GoStruct.named(goName)
                .field("Name", TEXT)
                .field("UID", TEXT)
                .field("GID", TEXT)
                .field("Mode", FILE_MODE)
                .build();
    }

    private static GoType optional(GoType type) {
        return new GoType.Nullable(type);
    }
}
