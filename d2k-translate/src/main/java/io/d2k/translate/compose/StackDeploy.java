package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.yaml.Value;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What {@code deploy} says of a service: how many tasks, where, with how much, and how they are replaced. */
final class StackDeploy {
    private final Fields service;
    private final Fields deploy;

    StackDeploy(Fields service) {
        this.service = service;
        this.deploy = service.object("deploy");
    }

    void mode(ObjectNode body) {
        String mode = deploy.text("mode").filter(m -> !m.isEmpty()).orElse("replicated");
        OptionalLong replicas = deploy.number("replicas");
        ObjectNode out = body.putObject("Mode");
        switch (mode) {
            case "replicated" -> {
                ObjectNode of = out.putObject("Replicated");
                replicas.ifPresent(n -> of.put("Replicas", n));
            }
            case "replicated-job" -> {
                ObjectNode of = out.putObject("ReplicatedJob");
                replicas.ifPresent(n -> of.put("MaxConcurrent", n).put("TotalCompletions", n));
            }
            case "global", "global-job" -> {
                if (replicas.isPresent()) {
                    deploy.error("replicas", "replicas can only be used with replicated or replicated-job mode");
                }
                out.putObject(mode.equals("global") ? "Global" : "GlobalJob");
            }
            default -> deploy.error("mode", "Unknown mode: " + mode);
        }
    }

    void resources(ObjectNode task) {
        ObjectNode out = task.putObject("Resources");
        Fields limits = deploy.object("resources").object("limits");
        limits.nanoCpus("cpus").ifPresent(n -> out.withObject("/Limits").put("NanoCPUs", n));
        limits.bytes("memory").ifPresent(n -> out.withObject("/Limits").put("MemoryBytes", n));
        limits.number("pids").ifPresent(n -> out.withObject("/Limits").put("Pids", n));
        Fields reserved = deploy.object("resources").object("reservations");
        reserved.nanoCpus("cpus").ifPresent(n -> out.withObject("/Reservations").put("NanoCPUs", n));
        reserved.bytes("memory").ifPresent(n -> out.withObject("/Reservations").put("MemoryBytes", n));
        int index = 0;
        for (Value item : reserved.items("generic_resources")) {
            if (item instanceof Value.Mapping m) {
                Fields of = reserved.item("generic_resources", index, m).object("discrete_resource_spec");
                ObjectNode spec = out.withObject("/Reservations")
                        .withArray("GenericResources")
                        .addObject()
                        .putObject("DiscreteResourceSpec");
                of.text("kind").ifPresent(k -> spec.put("Kind", k));
                of.number("value").ifPresent(n -> spec.put("Value", n));
            }
            index++;
        }
        if (reserved.has("devices")) {
            reserved.warn("devices", "not carried over: a swarm reserves devices by generic_resources");
        }
    }

    /** {@code deploy.restart_policy}, or what {@code restart} says where there is none. */
    void restart(ObjectNode task) {
        Fields asked = deploy.object("restart_policy");
        if (deploy.has("restart_policy")) {
            ObjectNode policy = task.putObject("RestartPolicy");
            asked.text("condition").ifPresent(c -> policy.put("Condition", c));
            asked.nanos("delay").ifPresent(n -> policy.put("Delay", n));
            asked.number("max_attempts").ifPresent(n -> policy.put("MaxAttempts", n));
            asked.nanos("window").ifPresent(n -> policy.put("Window", n));
            return;
        }
        String[] parts = service.text("restart").orElse("").split(":", 2);
        switch (parts[0]) {
            case "", "no" -> {}
            case "always", "unless-stopped" -> task.putObject("RestartPolicy").put("Condition", "any");
            case "on-failure" -> {
                ObjectNode policy = task.putObject("RestartPolicy").put("Condition", "on-failure");
                if (parts.length == 1 || parts[1].matches("\\d{1,9}")) {
                    policy.put("MaxAttempts", parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
                } else {
                    service.error("restart", "the number of tries is expected behind the colon");
                }
            }
            default -> service.error("restart", "unknown restart policy: " + parts[0]);
        }
    }

    void placement(ObjectNode task) {
        Fields placement = deploy.object("placement");
        ObjectNode out = task.putObject("Placement");
        List<String> constraints = placement.texts("constraints");
        if (!constraints.isEmpty()) {
            ArrayNode list = out.putArray("Constraints");
            constraints.forEach(list::add);
        }
        int index = 0;
        for (Value item : placement.items("preferences")) {
            if (item instanceof Value.Mapping m) {
                placement
                        .item("preferences", index, m)
                        .text("spread")
                        .ifPresent(s -> out.withArray("Preferences")
                                .addObject()
                                .putObject("Spread")
                                .put("SpreadDescriptor", s));
            }
            index++;
        }
        placement.number("max_replicas_per_node").ifPresent(n -> out.put("MaxReplicas", n));
    }

    void updates(ObjectNode body) {
        for (Map.Entry<String, String> e :
                List.of(Map.entry("update_config", "UpdateConfig"), Map.entry("rollback_config", "RollbackConfig"))) {
            if (deploy.has(e.getKey())) {
                update(deploy.object(e.getKey()), body.putObject(e.getValue()));
            }
        }
    }

    private static void update(Fields from, ObjectNode out) {
        out.put("Parallelism", from.number("parallelism").orElse(1));
        from.nanos("delay").ifPresent(n -> out.put("Delay", n));
        from.text("failure_action").ifPresent(a -> out.put("FailureAction", a));
        from.nanos("monitor").ifPresent(n -> out.put("Monitor", n));
        out.put("MaxFailureRatio", from.ratio("max_failure_ratio"));
        out.put("Order", from.text("order").orElse(""));
    }
}
