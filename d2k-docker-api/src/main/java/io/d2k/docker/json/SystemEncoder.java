package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.swarm.SwarmView;
import io.d2k.domain.system.Architecture;
import io.d2k.domain.system.InfoView;
import io.d2k.domain.system.Node;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes what the engine tells of itself: facts about the cluster in the places where Docker has them of its host. */
public final class SystemEncoder {
    private static final String LINUX = "linux";

    /** The newest Docker Engine with the API {@link ApiVersion#LATEST}. */
    private static final String ENGINE_VERSION = "26.1.5";

    private final Build build;
    private final Clock clock;

    /**
     * Makes an encoder.
     *
     * @param build the running build
     * @param clock the engine's time
     */
    public SystemEncoder(Build build, Clock clock) {
        this.build = build;
        this.clock = clock;
    }

    /**
     * The running build of d2k.
     *
     * @param version such as {@code 0.1.0}
     * @param commit the commit it was built from, empty where unknown
     * @param time when it was built, RFC 3339, empty where unknown
     */
    public record Build(String version, String commit, String time) {
        /**
         * Returns what clients take for the version of the Docker Engine: they refuse engines that are too old, or leave
         * out what those cannot do, so it is that of the engine whose API this is. Some count its parts.
         */
        static String engineVersion() {
            return ENGINE_VERSION + "+d2k";
        }
    }

    /** What {@code GET /version} answers. */
    public ObjectNode version(InfoView view, ApiVersion version) {
        ObjectNode out = DockerJson.object();
        out.putObject("Platform").put("Name", "d2k");
        ArrayNode components = out.putArray("Components");
        ObjectNode engine = components.addObject().put("Name", "Engine").put("Version", Build.engineVersion());
        ObjectNode details = engine.putObject("Details")
                .put("ApiVersion", ApiVersion.LATEST.toString())
                .put("Arch", architecture(view))
                .put("BuildTime", build.time())
                .put("Experimental", "false")
                .put("GitCommit", build.commit())
                .put("GoVersion", "Java " + Runtime.version())
                .put("KernelVersion", all(view, Node::kernel))
                .put("MinAPIVersion", ApiVersion.MINIMUM.toString())
                .put("Os", LINUX);
        components
                .addObject()
                .put("Name", "d2k")
                .put("Version", build.version())
                .putObject("Details")
                .put("GitCommit", build.commit());
        components
                .addObject()
                .put("Name", "Kubernetes")
                .put("Version", view.kubernetesVersion())
                .putObject("Details")
                .put("Namespace", view.namespace());
        out.put("Version", Build.engineVersion());
        for (String name : List.of("ApiVersion", "MinAPIVersion", "GitCommit", "GoVersion", "Os", "Arch")) {
            out.set(name, details.get(name));
        }
        putIfSet(out, "KernelVersion", all(view, Node::kernel));
        putIfSet(out, "BuildTime", build.time());
        return out;
    }

    /**
     * What {@code GET /info} answers.
     *
     * @param swarm the swarm; nothing outside of swarm mode
     */
    public ObjectNode info(InfoView view, Optional<SwarmView> swarm, ApiVersion version) {
        ObjectNode out = DockerJson.object()
                .put("ID", view.id())
                .put("Containers", view.containers())
                .put("ContainersRunning", view.running())
                .put("ContainersPaused", 0)
                .put("ContainersStopped", view.containers() - view.running())
                .put("Images", view.images())
                .put("Driver", ContainerEncoder.DRIVER);
        driverStatus(out.putArray("DriverStatus"), view);
        plugins(out.putObject("Plugins"), swarm.isPresent());
        abilities(out);
        out.put("Debug", false)
                .put("NFd", ProcessCounts.files())
                .put("OomKillDisable", false)
                .put("NGoroutines", ProcessCounts.threads())
                .put("SystemTime", GoTime.nanos(clock.instant()))
                .put("LoggingDriver", "json-file")
                .put("CgroupDriver", "")
                .put("NEventsListener", 0)
                .put("KernelVersion", legacy(all(view, Node::kernel), version))
                .put("OperatingSystem", legacy(all(view, Node::operatingSystem), version))
                .put("OSVersion", "")
                .put("OSType", LINUX)
                .put("Architecture", Architecture.machine(architecture(view)))
                .put("IndexServerAddress", "https://index.docker.io/v1/");
        registry(out.putObject("RegistryConfig"));
        out.put("NCPU", view.nodes().stream().mapToInt(Node::cpus).sum())
                .put(
                        "MemTotal",
                        view.nodes().stream().mapToLong(Node::memoryBytes).sum());
        // an empty list is more than bollard's description of the engine allows for
        out.putNull("GenericResources");
        out.put("DockerRootDir", "")
                .put("HttpProxy", "")
                .put("HttpsProxy", "")
                .put("NoProxy", "")
                .put("Name", "d2k-" + view.namespace());
        out.putArray("Labels").add("d2k.io/namespace=" + view.namespace());
        out.put("ExperimentalBuild", false).put("ServerVersion", Build.engineVersion());
        out.putObject("Runtimes").putObject("runc").put("path", "runc");
        out.put("DefaultRuntime", "runc");
        out.set("Swarm", SwarmEncoder.info(swarm));
        // Containers live on without d2k.
        out.put("LiveRestoreEnabled", true).put("Isolation", "").put("InitBinary", "");
        commit(out, "ContainerdCommit", runtimeVersion(view));
        commit(out, "RuncCommit", "");
        commit(out, "InitCommit", "");
        // what every container runs under that is not asked to run without
        out.putArray("SecurityOptions").add(version.before(25) ? "seccomp" : "name=seccomp,profile=builtin");
        out.putArray("CDISpecDirs");
        if (version.before(25)) {
            out.put("ExecutionDriver", "<not supported>"); // what the Docker Engine says since there is none
        }
        out.set(
                "Warnings",
                DockerJson.arrayOrNull(
                        view.nodes().isEmpty()
                                ? List.of(
                                        "WARNING: The cluster's nodes cannot be seen, so their CPUs and memory are not"
                                                + " counted")
                                : List.of()));
        return out;
    }

    private static void driverStatus(ArrayNode out, InfoView view) {
        status(out, "Namespace", view.namespace());
        status(out, "Kubernetes", view.kubernetesVersion());
        long ready = view.nodes().stream().filter(Node::ready).count();
        status(out, "Nodes", view.nodes().size() + " (" + ready + " ready)");
        status(out, "Container Runtime", all(view, Node::runtime));
    }

    private static void status(ArrayNode out, String name, String value) {
        if (!value.isEmpty()) {
            out.add(DockerJson.array(List.of(name, value)));
        }
    }

    private static void plugins(ObjectNode out, boolean swarm) {
        out.set("Volume", DockerJson.array(List.of("local")));
        out.set(
                "Network",
                DockerJson.array(
                        swarm ? List.of("bridge", "host", "null", "overlay") : List.of("bridge", "host", "null")));
        out.putArray("Authorization");
        out.set("Log", DockerJson.array(List.of("json-file")));
    }

    private static void abilities(ObjectNode out) {
        out.put("MemoryLimit", true)
                .put("SwapLimit", false)
                .put("CpuCfsPeriod", true)
                .put("CpuCfsQuota", true)
                .put("CPUShares", true)
                .put("CPUSet", false)
                .put("PidsLimit", false)
                .put("IPv4Forwarding", true)
                .put("BridgeNfIptables", true)
                .put("BridgeNfIp6tables", true);
    }

    private static void registry(ObjectNode out) {
        out.putArray("AllowNondistributableArtifactsCIDRs");
        out.putArray("AllowNondistributableArtifactsHostnames");
        out.putArray("InsecureRegistryCIDRs");
        ObjectNode hub = out.putObject("IndexConfigs").putObject("docker.io").put("Name", "docker.io");
        hub.putArray("Mirrors");
        hub.put("Secure", true).put("Official", true);
        out.putArray("Mirrors");
    }

    private static void commit(ObjectNode out, String name, String id) {
        out.putObject(name).put("ID", id).put("Expected", id);
    }

    private static String runtimeVersion(InfoView view) {
        String prefix = "containerd://";
        String runtimes = all(view, Node::runtime);
        return runtimes.startsWith(prefix) && !runtimes.contains(",") ? runtimes.substring(prefix.length()) : "";
    }

    /** Returns what the nodes say, each answer once. */
    private static String all(InfoView view, Function<Node, String> fact) {
        return view.nodes().stream()
                .map(fact)
                .filter(f -> !f.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Returns the architecture of most nodes in Go's words; that of this machine where no node can be seen. */
    private static String architecture(InfoView view) {
        Map<String, Long> counts = view.nodes().stream()
                .map(Node::architecture)
                .filter(a -> !a.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), java.util.TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Architecture.goName(System.getProperty("os.arch", "")));
    }

    private static String legacy(String text, ApiVersion version) {
        return text.isEmpty() && version.before(39) ? "<unknown>" : text;
    }

    private static void putIfSet(ObjectNode object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }
}
