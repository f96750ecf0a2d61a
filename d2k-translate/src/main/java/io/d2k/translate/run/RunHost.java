package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.HostEntry;
import io.d2k.translate.Units;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The flags that are about the host: mounts, limits, permissions, namespaces. */
final class RunHost {
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("cidfile", "ContainerIDFile"),
            Map.entry("cgroup-parent", "CgroupParent"),
            Map.entry("cgroupns", "CgroupnsMode"),
            Map.entry("cpuset-cpus", "CpusetCpus"),
            Map.entry("cpuset-mems", "CpusetMems"),
            Map.entry("ipc", "IpcMode"),
            Map.entry("isolation", "Isolation"),
            Map.entry("pid", "PidMode"),
            Map.entry("runtime", "Runtime"),
            Map.entry("userns", "UsernsMode"),
            Map.entry("uts", "UTSMode"),
            Map.entry("volume-driver", "VolumeDriver"));
    private static final Map<String, String> LISTS = Map.of(
            "add-host", "ExtraHosts",
            "cap-add", "CapAdd",
            "cap-drop", "CapDrop",
            "device-cgroup-rule", "DeviceCgroupRules",
            "dns", "Dns",
            "dns-option", "DnsOptions",
            "dns-search", "DnsSearch",
            "group-add", "GroupAdd",
            "link", "Links",
            "security-opt", "SecurityOpt");
    private static final Map<String, String> NUMBERS = Map.of(
            "blkio-weight", "BlkioWeight",
            "cpu-count", "CpuCount",
            "cpu-percent", "CpuPercent",
            "cpu-shares", "CpuShares",
            "io-maxiops", "IOMaximumIOps",
            "oom-score-adj", "OomScoreAdj",
            "pids-limit", "PidsLimit");
    private static final Map<String, String> SIZES = Map.of(
            "io-maxbandwidth", "IOMaximumBandwidth",
            "kernel-memory", "KernelMemory",
            "memory", "Memory",
            "memory-reservation", "MemoryReservation",
            "shm-size", "ShmSize");
    private static final Map<String, String> MICROSECONDS = Map.of(
            "cpu-period", "CpuPeriod",
            "cpu-quota", "CpuQuota",
            "cpu-rt-period", "CpuRealtimePeriod",
            "cpu-rt-runtime", "CpuRealtimeRuntime");
    private static final Map<String, String> SWITCHES = Map.of(
            "oom-kill-disable", "OomKillDisable",
            "privileged", "Privileged",
            "publish-all", "PublishAllPorts",
            "read-only", "ReadonlyRootfs",
            "rm", "AutoRemove");
    private static final Map<String, String> PAIRS =
            Map.of("annotation", "Annotations", "storage-opt", "StorageOpt", "sysctl", "Sysctls");
    private static final Map<String, String> RATES = Map.of(
            "device-read-bps", "BlkioDeviceReadBps",
            "device-write-bps", "BlkioDeviceWriteBps",
            "device-read-iops", "BlkioDeviceReadIOps",
            "device-write-iops", "BlkioDeviceWriteIOps");

    private final Flags flags;
    private final ObjectNode config;
    private final ObjectNode host;

    RunHost(Flags flags, ObjectNode config, ObjectNode host) {
        this.flags = flags;
        this.config = config;
        this.host = host;
    }

    void write() {
        TEXTS.forEach((flag, field) -> flags.last(flag).ifPresent(t -> host.put(field, t)));
        LISTS.forEach((flag, field) ->
                flags.all(flag).forEach(t -> host.withArray(field).add(listed(flag, t))));
        NUMBERS.forEach((flag, field) -> flags.last(flag).ifPresent(t -> host.put(field, SharedFlags.number(flag, t))));
        SIZES.forEach((flag, field) -> flags.last(flag).ifPresent(t -> host.put(field, Units.bytes(t))));
        MICROSECONDS.forEach((flag, field) ->
                flags.last(flag).ifPresent(t -> host.put(field, SharedFlags.number(flag, t))));
        SWITCHES.forEach((flag, field) -> {
            if (flags.is(flag)) {
                host.put(field, true);
            }
        });
        PAIRS.forEach((flag, field) -> flags.all(flag).forEach(p -> SharedFlags.pair(host.withObject("/" + field), p)));
        RATES.forEach((flag, field) -> flags.all(flag).forEach(r -> rate(flag, field, r)));
        flags.all("blkio-weight-device").forEach(w -> {
            String[] parts = split(w, 2, "bad format for path:weight: " + w);
            host.withArray("BlkioWeightDevice")
                    .addObject()
                    .put("Path", parts[0])
                    .put("Weight", SharedFlags.number("blkio-weight-device", parts[1]));
        });
        flags.last("cpus").ifPresent(c -> host.put("NanoCpus", Units.nanoCpus(c)));
        flags.last("memory-swap").ifPresent(m -> host.put("MemorySwap", m.equals("-1") ? -1 : Units.bytes(m)));
        host.put(
                "MemorySwappiness",
                flags.last("memory-swappiness")
                        .map(s -> SharedFlags.number("memory-swappiness", s))
                        .orElse(-1L));
        if (flags.last("init").isPresent()) {
            host.put("Init", flags.is("init"));
        }
        restart();
        mounts();
        devices();
        SharedFlags.ulimits(flags, host);
        flags.last("log-driver").ifPresent(d -> host.withObject("/LogConfig").put("Type", d));
        flags.all("log-opt").forEach(o -> SharedFlags.pair(host.withObject("/LogConfig/Config"), o));
        flags.all("volumes-from").forEach(v -> host.withArray("VolumesFrom").add(v));
    }

    private static String listed(String flag, String text) {
        if (flag.equals("add-host")) {
            return HostEntry.parse(text).ofContainer();
        }
        return text;
    }

    private void restart() {
        String text = flags.last("restart").filter(r -> !r.isEmpty()).orElse("no");
        int colon = text.indexOf(':');
        ObjectNode policy = host.putObject("RestartPolicy").put("Name", colon < 0 ? text : text.substring(0, colon));
        if (colon == 0) {
            throw new IllegalArgumentException("invalid restart policy format: no policy provided before colon");
        }
        if (colon > 0) {
            if (!text.substring(colon + 1).matches("\\d{1,9}")) {
                throw new IllegalArgumentException(
                        "invalid restart policy format: maximum retry count must be an integer");
            }
            policy.put("MaximumRetryCount", Integer.parseInt(text.substring(colon + 1)));
        }
    }

    private void mounts() {
        for (String volume : flags.all("volume")) {
            if (!volume.contains(":")) {
                config.withObject("/Volumes").putObject(volume);
                continue;
            }
            int colon = volume.indexOf(':');
            String source = volume.substring(0, colon);
            boolean relative = source.equals(".") || source.startsWith("./") || source.startsWith("../");
            String path =
                    relative ? Path.of(source).toAbsolutePath().normalize().toString() : source;
            host.withArray("Binds").add(path + volume.substring(colon));
        }
        flags.all("mount").forEach(m -> {
            try {
                host.withArray("Mounts").add(MountFlag.parse(m));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "invalid argument \"" + m + "\" for \"--mount\" flag: " + e.getMessage(), e);
            }
        });
        for (String tmpfs : flags.all("tmpfs")) {
            int colon = tmpfs.indexOf(':');
            host.withObject("/Tmpfs")
                    .put(colon < 0 ? tmpfs : tmpfs.substring(0, colon), colon < 0 ? "" : tmpfs.substring(colon + 1));
        }
    }

    private void devices() {
        for (String device : flags.all("device")) {
            String[] parts = device.split(":");
            if (parts.length == 0 || parts.length > 3) {
                throw new IllegalArgumentException("invalid device specification: " + device);
            }
            boolean mode = parts.length == 2 && parts[1].matches("[rwm]{1,3}");
            host.withArray("Devices")
                    .addObject()
                    .put("PathOnHost", parts[0])
                    .put("PathInContainer", parts.length > 1 && !mode ? parts[1] : parts[0])
                    .put("CgroupPermissions", mode ? parts[1] : parts.length > 2 ? parts[2] : "rwm");
        }
        flags.all("gpus").forEach(this::gpus);
    }

    private void gpus(String text) {
        ObjectNode request = host.withArray("DeviceRequests").addObject();
        ArrayNode capabilities = request.objectNode().arrayNode().add("gpu");
        boolean ids = false;
        for (String field : Csv.split(text)) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? "count" : field.substring(0, equals);
            String value = field.substring(equals + 1);
            switch (key) {
                case "count" -> request.put("Count", value.equals("all") ? -1 : SharedFlags.number("gpus", value));
                case "driver" -> request.put("Driver", value);
                case "device" -> {
                    ids = true;
                    Arrays.asList(value.split(",")).forEach(request.withArray("DeviceIDs")::add);
                }
                case "capabilities" -> List.of(value.split(",")).forEach(capabilities::add);
                default -> throw new IllegalArgumentException("unexpected key '" + key + "' in '" + field + "'");
            }
        }
        if (!ids && !request.has("Count")) {
            request.put("Count", 1);
        }
        request.putArray("Capabilities").add(capabilities);
    }

    private void rate(String flag, String field, String text) {
        String[] parts = split(text, 2, "bad format for " + flag + ": " + text);
        host.withArray(field)
                .addObject()
                .put("Path", parts[0])
                .put("Rate", flag.endsWith("iops") ? SharedFlags.number(flag, parts[1]) : Units.bytes(parts[1]));
    }

    private static String[] split(String text, int most, String complaint) {
        String[] parts = text.split(":", most);
        if (parts.length < 2 || parts[0].isEmpty()) {
            throw new IllegalArgumentException(complaint);
        }
        return parts;
    }
}
