package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the Docker Engine chooses for settings of {@code HostConfig} that a request leaves open. */
final class DefaultSettings {
    private static final List<String> MASKED_PATHS = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");
    private static final List<String> READONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    private static final long SHM_BYTES = 64L << 20;
    private static final String RUNTIME = "runc";
    private static final String LOG_DRIVER = "json-file";

    private static final Map<String, Set<String>> WORDS = Map.of(
            "Isolation", Set.of("default"),
            "Runtime", Set.of(RUNTIME, "io.containerd.runc.v2"),
            "Consistency", Set.of("default", "consistent"));

    private DefaultSettings() {}

    /** Returns whether a setting is unset, or set to what Docker would choose. */
    static boolean isDefault(String name, JsonNode value) {
        return switch (name) {
            case "MaskedPaths" -> value.isNull() || same(value, MASKED_PATHS);
            case "ReadonlyPaths" -> value.isNull() || same(value, READONLY_PATHS);
            case "MemorySwappiness" -> value.isNull() || value.asLong() == -1;
            case "Ulimits" ->
                GoType.isEmpty(value) || value.isArray() && value.valueStream().allMatch(JsonNode::isNull);
            case "ConsoleSize" -> value.path(0).asLong() == 0 && value.path(1).asLong() == 0;
            default ->
                GoType.isEmpty(value) || WORDS.getOrDefault(name, Set.of()).contains(value.asText());
        };
    }

    private static boolean same(JsonNode value, List<String> paths) {
        return value.equals(DockerJson.array(paths));
    }

    /** Fills in what a request left open, as inspect shows it. */
    static void fill(ObjectNode host) {
        fillIfEmpty(host, "IpcMode", "private");
        fillIfEmpty(host, "CgroupnsMode", "private");
        fillIfEmpty((ObjectNode) host.path("RestartPolicy"), "Name", "no");
        var log = (ObjectNode) host.path("LogConfig");
        fillIfEmpty(log, "Type", LOG_DRIVER);
        if (log.path("Config").isNull()) {
            log.putObject("Config");
        }
        if (host.path("ShmSize").asLong() == 0) {
            host.put("ShmSize", SHM_BYTES);
        }
        long memory = host.path("Memory").asLong();
        if (memory > 0 && host.path("MemorySwap").asLong() == 0) {
            host.put("MemorySwap", memory * 2);
        }
        if (host.path("OomKillDisable").isNull()) {
            host.put("OomKillDisable", false);
        }
        if (host.path("MemorySwappiness").asLong() == -1) {
            host.putNull("MemorySwappiness");
        }
        if (host.path("Privileged").asBoolean()) {
            disableLabel(host);
        } else {
            fillPaths(host, "MaskedPaths", MASKED_PATHS);
            fillPaths(host, "ReadonlyPaths", READONLY_PATHS);
        }
        fillIfEmpty(host, "Runtime", RUNTIME);
    }

    /** What is privileged has no label of SELinux, and the engine says so, whether or not its host has any. */
    private static void disableLabel(ObjectNode host) {
        JsonNode options = host.path("SecurityOpt");
        if (options.valueStream().noneMatch(o -> o.asText().startsWith("label="))) {
            ArrayNode all = options.isArray() ? (ArrayNode) options : host.putArray("SecurityOpt");
            all.add("label=disable");
        }
    }

    private static void fillIfEmpty(ObjectNode object, String name, String value) {
        if (object.path(name).asText("").isEmpty()) {
            object.put(name, value);
        }
    }

    private static void fillPaths(ObjectNode host, String name, List<String> paths) {
        if (host.path(name).isNull()) {
            host.set(name, DockerJson.array(paths));
        }
    }
}
