package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.Units;
import io.d2k.translate.compose.DotEnv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What containers and services are asked for by the same flags: variables, labels, health checks, ulimits. */
final class SharedFlags {
    private SharedFlags() {}

    /** Returns the variables as {@code NAME} to value; one that is named alone takes over that of the process. */
    static Map<String, String> environment(Flags flags, Map<String, String> process) {
        Map<String, String> env = new LinkedHashMap<>();
        pairs(flags, "env-file", "env", true)
                .forEach((name, value) ->
                        value.or(() -> Optional.ofNullable(process.get(name))).ifPresent(v -> env.put(name, v)));
        return env;
    }

    /** Returns what files and flags name, the flags over the files; a name alone has no value. */
    static Map<String, Optional<String>> pairs(Flags flags, String files, String flag, boolean variables) {
        Map<String, Optional<String>> all = new LinkedHashMap<>();
        for (String file : flags.all(files)) {
            try {
                all.putAll(DotEnv.raw(file, Files.readString(Path.of(file), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new IllegalArgumentException("open " + file + ": no such file or directory", e);
            }
        }
        for (String pair : flags.all(flag)) {
            int equals = pair.indexOf('=');
            if (equals == 0 || pair.isEmpty()) {
                throw new IllegalArgumentException(
                        variables ? "invalid environment variable: " + pair : "invalid label format: \"" + pair + "\"");
            }
            all.put(
                    equals < 0 ? pair : pair.substring(0, equals),
                    equals < 0 ? Optional.empty() : Optional.of(pair.substring(equals + 1)));
        }
        return all;
    }

    /** Writes the health check as {@code Healthcheck}; nothing where none was asked for. */
    static void health(Flags flags, ObjectNode body) {
        boolean asked = Set.of(
                        "health-cmd",
                        "health-interval",
                        "health-retries",
                        "health-start-interval",
                        "health-start-period",
                        "health-timeout")
                .stream()
                .anyMatch(f -> flags.last(f).isPresent());
        if (flags.is("no-healthcheck")) {
            if (asked) {
                throw new IllegalArgumentException("--no-healthcheck conflicts with --health-* options");
            }
            body.putObject("Healthcheck").putArray("Test").add("NONE");
            return;
        }
        if (!asked) {
            return;
        }
        ObjectNode check = body.putObject("Healthcheck");
        flags.last("health-cmd")
                .ifPresent(c -> check.putArray("Test").add("CMD-SHELL").add(c));
        Map.of(
                        "health-interval", "Interval",
                        "health-timeout", "Timeout",
                        "health-start-period", "StartPeriod",
                        "health-start-interval", "StartInterval")
                .forEach((flag, field) -> flags.last(flag).ifPresent(t -> check.put(field, Units.nanos(t))));
        flags.last("health-retries").ifPresent(n -> check.put("Retries", number("health-retries", n)));
    }

    /** Writes ulimits as {@code Ulimits}. */
    static void ulimits(Flags flags, ObjectNode body) {
        for (String limit : flags.all("ulimit")) {
            String[] parts = limit.replaceFirst("=", ":").split(":", 3);
            if (parts.length < 2 || parts[0].isEmpty()) {
                throw new IllegalArgumentException("invalid ulimit argument: " + limit);
            }
            body.withArray("Ulimits")
                    .addObject()
                    .put("Name", parts[0])
                    .put("Soft", number("ulimit", parts[1]))
                    .put("Hard", number("ulimit", parts.length > 2 ? parts[2] : parts[1]));
        }
    }

    /** Writes a pair {@code NAME=value} into a map; a name alone has an empty value. */
    static void pair(ObjectNode map, String text) {
        int equals = text.indexOf('=');
        map.put(equals < 0 ? text : text.substring(0, equals), equals < 0 ? "" : text.substring(equals + 1));
    }

    /**
     * Reads a whole number.
     *
     * @throws IllegalArgumentException in the words of Docker's command line
     */
    static long number(String flag, String text) {
        if (!text.matches("-?\\d{1,18}")) {
            throw new IllegalArgumentException("invalid argument \"" + text + "\" for \"--" + flag
                    + "\" flag: strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
        return Long.parseLong(text);
    }
}
