package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.HostEntry;
import io.d2k.translate.yaml.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a service asks of its host: restarts, limits, permissions, names of hosts. */
final class ServiceHost {
    private static final Map<String, String> TEXTS = Map.of(
            "cgroup_parent", "CgroupParent",
            "cpuset", "CpusetCpus",
            "ipc", "IpcMode",
            "pid", "PidMode",
            "runtime", "Runtime",
            "userns_mode", "UsernsMode",
            "uts", "UTSMode",
            "cgroup", "CgroupnsMode",
            "volume_driver", "VolumeDriver");
    private static final Map<String, String> LISTS = Map.of(
            "cap_add", "CapAdd",
            "cap_drop", "CapDrop",
            "device_cgroup_rules", "DeviceCgroupRules",
            "dns", "Dns",
            "dns_opt", "DnsOptions",
            "dns_search", "DnsSearch",
            "group_add", "GroupAdd",
            "security_opt", "SecurityOpt");
    private static final Map<String, String> SIZES = Map.of(
            "mem_limit", "Memory",
            "mem_reservation", "MemoryReservation",
            "memswap_limit", "MemorySwap",
            "shm_size", "ShmSize");
    private static final Map<String, String> NUMBERS = Map.of(
            "cpu_shares", "CpuShares",
            "mem_swappiness", "MemorySwappiness",
            "oom_score_adj", "OomScoreAdj",
            "pids_limit", "PidsLimit");
    /** Microseconds, or a time. */
    private static final Map<String, String> TIMES = Map.of(
            "cpu_period", "CpuPeriod",
            "cpu_quota", "CpuQuota",
            "cpu_rt_period", "CpuRealtimePeriod",
            "cpu_rt_runtime", "CpuRealtimeRuntime");

    private ServiceHost() {}

    static void write(Fields fields, ObjectNode host) {
        TEXTS.forEach((key, name) -> fields.text(key).ifPresent(t -> host.put(name, t)));
        LISTS.forEach((key, name) -> {
            List<String> texts = fields.texts(key);
            if (!texts.isEmpty()) {
                ArrayNode list = host.putArray(name);
                texts.forEach(list::add);
            }
        });
        SIZES.forEach((key, name) -> fields.bytes(key).ifPresent(n -> host.put(name, n)));
        NUMBERS.forEach((key, name) -> fields.number(key).ifPresent(n -> host.put(name, n)));
        TIMES.forEach((key, name) -> {
            boolean number = fields.text(key).filter(t -> t.matches("-?\\d+")).isPresent();
            OptionalLong micros = number ? fields.number(key) : fields.nanos(key);
            micros.ifPresent(n -> host.put(name, number ? n : n / 1000));
        });
        for (Map.Entry<String, String> flag : Map.of(
                        "privileged", "Privileged",
                        "read_only", "ReadonlyRootfs",
                        "oom_kill_disable", "OomKillDisable")
                .entrySet()) {
            if (fields.flag(flag.getKey())) {
                host.put(flag.getValue(), true);
            }
        }
        if (fields.has("init")) {
            host.put("Init", fields.flag("init"));
        }
        fields.nanoCpus("cpus").ifPresent(n -> host.put("NanoCpus", n));
        maps(fields, host);
        restart(fields, host);
        logging(fields, host);
        devices(fields, host);
        ulimits(fields, host);
        deployed(fields.object("deploy"), host);
        if (fields.has("blkio_config")) {
            fields.warn("blkio_config", "not carried over: Kubernetes has no limits of block devices");
        }
    }

    private static void maps(Fields fields, ObjectNode host) {
        for (Map.Entry<String, String> e : Map.of(
                        "sysctls", "Sysctls", "storage_opt", "StorageOpt", "annotations", "Annotations")
                .entrySet()) {
            Map<String, String> pairs = fields.texts(fields.pairs(e.getKey()));
            if (!pairs.isEmpty()) {
                ObjectNode map = host.putObject(e.getValue());
                pairs.forEach(map::put);
            }
        }
        Map<String, Optional<String>> hosts = fields.pairs("extra_hosts", ":=");
        if (!hosts.isEmpty()) {
            ArrayNode list = host.putArray("ExtraHosts");
            hosts.forEach((name, address) -> list.add(new HostEntry(name, address.orElse("")).ofContainer()));
        }
    }

    private static void restart(Fields fields, ObjectNode host) {
        Optional<String> restart = fields.text("restart");
        if (restart.isPresent()) {
            String[] parts = restart.get().split(":", 2);
            ObjectNode policy = host.putObject("RestartPolicy").put("Name", parts[0]);
            if (parts.length == 2) {
                if (parts[1].matches("\\d{1,9}")) {
                    policy.put("MaximumRetryCount", Integer.parseInt(parts[1]));
                } else {
                    fields.error("restart", "the number of tries is expected behind the colon");
                }
            }
            return;
        }
        Fields asked = fields.object("deploy").object("restart_policy");
        Optional<String> condition = asked.text("condition");
        if (asked.map().fields().isEmpty()) {
            return;
        }
        String name = switch (condition.orElse("any")) {
            case "none" -> "no";
            case "on-failure" -> "on-failure";
            case "any" -> "always";
            case "unless-stopped", "always" -> condition.get();
            default -> {
                asked.error("condition", "none, on-failure or any is expected, not \"" + condition.get() + "\"");
                yield "no";
            }
        };
        ObjectNode policy = host.putObject("RestartPolicy").put("Name", name);
        if (name.equals("on-failure")) {
            asked.number("max_attempts").ifPresent(n -> policy.put("MaximumRetryCount", n));
        }
        for (String key : List.of("delay", "window")) {
            if (asked.has(key)) {
                asked.warn(key, "not carried over: Kubernetes waits longer after each failure");
            }
        }
    }

    private static void logging(Fields fields, ObjectNode host) {
        if (!fields.has("logging")) {
            return;
        }
        Fields logging = fields.object("logging");
        String driver = logging.text("driver").orElse("json-file");
        if (!driver.equals("json-file") && !driver.equals("local")) {
            logging.warn("driver", "the logs stay with the cluster: driver \"" + driver + "\" has no effect");
        } else if (logging.has("options")) {
            logging.warn("options", "the logs stay with the cluster, which rotates them");
        }
        ObjectNode config = host.putObject("LogConfig").put("Type", driver).putObject("Config");
        logging.texts(logging.pairs("options")).forEach(config::put);
    }

    private static void devices(Fields fields, ObjectNode host) {
        for (String device : fields.texts("devices")) {
            String[] parts = device.split(":", 3);
            host.withArray("Devices")
                    .addObject()
                    .put("PathOnHost", parts[0])
                    .put("PathInContainer", parts.length > 1 ? parts[1] : parts[0])
                    .put("CgroupPermissions", parts.length > 2 ? parts[2] : "rwm");
        }
        if (fields.value("gpus").filter(v -> v instanceof Value.Scalar).isPresent()) {
            host.withArray("DeviceRequests")
                    .addObject()
                    .put("Count", -1)
                    .putArray("Capabilities")
                    .addArray()
                    .add("gpu");
        } else {
            requests(fields, "gpus", host);
        }
        requests(fields.object("deploy").object("resources").object("reservations"), "devices", host);
    }

    private static void requests(Fields fields, String key, ObjectNode host) {
        int index = 0;
        for (Value item : fields.items(key)) {
            if (!(item instanceof Value.Mapping m)) {
                fields.error(key, "a map is expected");
                continue;
            }
            Fields device = fields.item(key, index++, m);
            ObjectNode request = host.withArray("DeviceRequests").addObject();
            device.text("driver").ifPresent(d -> request.put("Driver", d));
            List<String> ids = device.texts("device_ids");
            boolean all = device.text("count").filter(c -> c.equals("all")).isPresent();
            if (ids.isEmpty()) {
                request.put(
                        "Count",
                        all ? -1 : device.has("count") ? device.number("count").orElse(1) : -1);
            } else {
                ArrayNode list = request.putArray("DeviceIDs");
                ids.forEach(list::add);
            }
            ArrayNode capabilities = request.putArray("Capabilities").addArray();
            List<String> asked = device.texts("capabilities");
            (asked.isEmpty() ? List.of("gpu") : asked).forEach(capabilities::add);
        }
    }

    static void ulimits(Fields fields, ObjectNode host) {
        fields.value("ulimits").filter(Value.Mapping.class::isInstance).ifPresent(v -> {
            Fields limits = fields.object("ulimits");
            limits.map().fields().forEach((name, field) -> {
                ObjectNode limit = host.withArray("Ulimits").addObject().put("Name", name);
                Fields of = field.value() instanceof Value.Mapping m
                        ? new Fields(m, limits.path() + "." + name, limits.problems())
                        : limits;
                boolean one = of.equals(limits);
                of.number(one ? name : "soft").ifPresent(n -> limit.put("Soft", n));
                of.number(one ? name : "hard").ifPresent(n -> limit.put("Hard", n));
            });
        });
    }

    private static void deployed(Fields deploy, ObjectNode host) {
        Fields limits = deploy.object("resources").object("limits");
        limits.nanoCpus("cpus").ifPresent(n -> host.put("NanoCpus", n));
        limits.bytes("memory").ifPresent(n -> host.put("Memory", n));
        limits.number("pids").ifPresent(n -> host.put("PidsLimit", n));
        Fields reservations = deploy.object("resources").object("reservations");
        reservations.bytes("memory").ifPresent(n -> host.put("MemoryReservation", n));
        for (String key : List.of("cpus", "generic_resources")) {
            if (reservations.has(key)) {
                reservations.warn(key, "not carried over: docker compose reserves memory and devices alone");
            }
        }
    }
}
