package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.yaml.Value;
import java.util.List;
import java.util.Map;

/** The health check of a service. */
final class HealthFields {
    private static final Map<String, String> TIMES = Map.of(
            "interval", "Interval",
            "timeout", "Timeout",
            "start_period", "StartPeriod",
            "start_interval", "StartInterval");

    private HealthFields() {}

    /** Writes it as {@code Healthcheck}; nothing where the service has none. */
    static void write(Fields fields, ObjectNode body) {
        if (!fields.has("healthcheck")) {
            return;
        }
        Fields check = fields.object("healthcheck");
        ObjectNode health = body.putObject("Healthcheck");
        if (check.flag("disable")) {
            health.putArray("Test").add("NONE");
            return;
        }
        check.value("test").ifPresent(test -> {
            ArrayNode words = health.putArray("Test");
            if (test instanceof Value.Scalar line) {
                words.add("CMD-SHELL").add(line.text());
                return;
            }
            List<String> all = check.texts("test");
            if (all.isEmpty() || !List.of("NONE", "CMD", "CMD-SHELL").contains(all.getFirst())) {
                check.error("test", "a list begins with NONE, CMD or CMD-SHELL");
            }
            all.forEach(words::add);
        });
        for (String key : List.of("interval", "timeout", "start_period", "start_interval")) {
            check.nanos(key).ifPresent(n -> health.put(TIMES.get(key), n));
        }
        check.number("retries").ifPresent(n -> health.put("Retries", n));
    }
}
