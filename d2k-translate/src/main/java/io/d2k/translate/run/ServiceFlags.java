package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.Units;
import java.util.List;
import java.util.Optional;

/** The flags of a service that no container has: how many tasks, where, with how much, and how they are replaced. */
final class ServiceFlags {
    private static final long FIVE_SECONDS = 5_000_000_000L;

    private final Flags flags;

    ServiceFlags(Flags flags) {
        this.flags = flags;
    }

    void mode(ObjectNode mode) {
        String asked = flags.last("mode").orElse("replicated");
        Optional<Long> replicas = number("replicas");
        Optional<Long> concurrent = number("max-concurrent");
        if (concurrent.isPresent() && !asked.equals("replicated-job")) {
            throw new IllegalArgumentException("max-concurrent can only be used with replicated-job mode");
        }
        switch (asked) {
            case "replicated" -> {
                ObjectNode of = mode.putObject("Replicated");
                replicas.ifPresent(n -> of.put("Replicas", n));
            }
            case "replicated-job" -> {
                ObjectNode of = mode.putObject("ReplicatedJob");
                concurrent.or(() -> replicas).ifPresent(n -> of.put("MaxConcurrent", n));
                replicas.ifPresent(n -> of.put("TotalCompletions", n));
            }
            case "global", "global-job" -> {
                if (replicas.isPresent()) {
                    throw new IllegalArgumentException(
                            "replicas can only be used with replicated or replicated-job mode");
                }
                if (flags.last("replicas-max-per-node").isPresent()) {
                    throw new IllegalArgumentException(
                            "replicas-max-per-node can only be used with replicated or" + " replicated-job mode");
                }
                mode.putObject(asked.equals("global") ? "Global" : "GlobalJob");
            }
            default ->
                throw new IllegalArgumentException("Unknown mode: " + asked + ", only replicated and global supported");
        }
    }

    void resources(ObjectNode out) {
        ObjectNode limits = out.putObject("Limits");
        flags.last("limit-cpu").ifPresent(c -> limits.put("NanoCPUs", Units.nanoCpus(c)));
        flags.last("limit-memory").ifPresent(m -> limits.put("MemoryBytes", Units.bytes(m)));
        number("limit-pids").ifPresent(n -> limits.put("Pids", n));
        ObjectNode reserved = out.putObject("Reservations");
        flags.last("reserve-cpu").ifPresent(c -> reserved.put("NanoCPUs", Units.nanoCpus(c)));
        flags.last("reserve-memory").ifPresent(m -> reserved.put("MemoryBytes", Units.bytes(m)));
        for (String resource : flags.all("generic-resource")) {
            int equals = resource.indexOf('=');
            String value = resource.substring(equals + 1);
            if (equals <= 0 || !value.matches("\\d{1,18}")) {
                throw new IllegalArgumentException(
                        "invalid generic-resource request `" + resource + "`, a kind and a number are expected");
            }
            reserved.withArray("GenericResources")
                    .addObject()
                    .putObject("DiscreteResourceSpec")
                    .put("Kind", resource.substring(0, equals))
                    .put("Value", Long.parseLong(value));
        }
    }

    /** Once one of them is given, the others have what swarms take by default. */
    void restart(ObjectNode task) {
        if (flags.none(List.of("restart-condition", "restart-delay", "restart-max-attempts", "restart-window"))) {
            return;
        }
        ObjectNode policy = task.putObject("RestartPolicy")
                .put("Condition", flags.last("restart-condition").orElse("any"))
                .put("Delay", flags.last("restart-delay").map(Units::nanos).orElse(FIVE_SECONDS))
                .put("MaxAttempts", number("restart-max-attempts").orElse(0L));
        flags.last("restart-window").ifPresent(w -> policy.put("Window", Units.nanos(w)));
    }

    void placement(ObjectNode placement) {
        List<String> constraints = flags.all("constraint");
        if (!constraints.isEmpty()) {
            ArrayNode list = placement.putArray("Constraints");
            constraints.forEach(list::add);
        }
        for (String preference : flags.all("placement-pref")) {
            if (!preference.startsWith("spread=")) {
                throw new IllegalArgumentException("invalid argument \"" + preference
                        + "\" for \"--placement-pref\" flag: unsupported placement preference: \""
                        + preference.replaceFirst("=.*", "") + "\" (only spread is supported)");
            }
            placement
                    .withArray("Preferences")
                    .addObject()
                    .putObject("Spread")
                    .put("SpreadDescriptor", preference.substring("spread=".length()));
        }
        number("replicas-max-per-node").ifPresent(n -> placement.put("MaxReplicas", n));
    }

    void updates(ObjectNode body) {
        update("update", "UpdateConfig", body);
        update("rollback", "RollbackConfig", body);
    }

    private void update(String kind, String field, ObjectNode body) {
        List<String> names = List.of(
                kind + "-delay",
                kind + "-failure-action",
                kind + "-max-failure-ratio",
                kind + "-monitor",
                kind + "-order",
                kind + "-parallelism");
        if (flags.none(names)) {
            return;
        }
        ObjectNode out = body.putObject(field)
                .put("Parallelism", number(kind + "-parallelism").orElse(1L));
        flags.last(kind + "-delay").ifPresent(d -> out.put("Delay", Units.nanos(d)));
        out.put("FailureAction", flags.last(kind + "-failure-action").orElse("pause"));
        out.put("Monitor", flags.last(kind + "-monitor").map(Units::nanos).orElse(FIVE_SECONDS));
        out.put(
                "MaxFailureRatio",
                flags.last(kind + "-max-failure-ratio").map(r -> ratio(kind, r)).orElse(0.0));
        out.put("Order", flags.last(kind + "-order").orElse("stop-first"));
    }

    private static double ratio(String kind, String text) {
        if (!text.matches("\\d*\\.?\\d+")) {
            throw new IllegalArgumentException("invalid argument \"" + text + "\" for \"--" + kind
                    + "-max-failure-ratio\" flag: strconv.ParseFloat: parsing \"" + text + "\": invalid syntax");
        }
        return Double.parseDouble(text);
    }

    private Optional<Long> number(String flag) {
        return flags.last(flag).map(t -> SharedFlags.number(flag, t));
    }
}
