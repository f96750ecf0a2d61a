package io.d2k.registry;

import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed image configuration.
 *
 * @param os as written, may be empty in images of old tools
 * @param architecture as written, may be empty in images of old tools
 * @param variant as written, empty for none
 * @param created when it was built
 * @param author who built it, may be empty
 * @param layers digests of the unpacked layers
 * @param history how it was built, oldest first; sizes are the manifest's to tell
 * @param config what a container inherits
 */
record ConfigDocument(
        String os,
        String architecture,
        String variant,
        Optional<Instant> created,
        String author,
        List<String> layers,
        List<ImageFacts.Layer> history,
        ImageConfig config) {
    private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/([A-Za-z]+))?");

    /** Copies the lists. */
    ConfigDocument {
        layers = List.copyOf(layers);
        history = List.copyOf(history);
    }

    /**
     * Parses a configuration.
     *
     * @throws RegistryFailure when it is none
     */
    static ConfigDocument parse(byte[] body) throws RegistryFailure {
        Json json = Json.parse(body, "image configuration");
        List<ImageFacts.Layer> history = new ArrayList<>();
        for (Json step : json.objects("history")) {
            history.add(new ImageFacts.Layer(
                    instant(step.text("created")),
                    step.text("created_by"),
                    step.text("comment"),
                    step.flag("empty_layer"),
                    0));
        }
        return new ConfigDocument(
                json.text("os"),
                json.text("architecture"),
                json.text("variant"),
                instant(json.text("created")),
                json.text("author"),
                json.object("rootfs").texts("diff_ids"),
                history,
                config(json.object("config")));
    }

    /** Returns what the image runs on, in normal form. */
    Platform platform() {
        return Platform.of(os, architecture, variant);
    }

    private static ImageConfig config(Json json) throws RegistryFailure {
        return new ImageConfig(
                json.texts("Entrypoint"),
                json.texts("Cmd"),
                json.texts("Env"),
                json.text("WorkingDir"),
                json.text("User"),
                ports(json.keys("ExposedPorts")),
                json.keys("Volumes"),
                json.textMap("Labels"),
                json.text("StopSignal"),
                json.has("Healthcheck") ? Optional.of(healthcheck(json.object("Healthcheck"))) : Optional.empty());
    }

    // Durations are in nanoseconds.
    private static Healthcheck healthcheck(Json json) throws RegistryFailure {
        return new Healthcheck(
                json.texts("Test"),
                Duration.ofNanos(json.number("Interval")),
                Duration.ofNanos(json.number("Timeout")),
                Duration.ofNanos(json.number("StartPeriod")),
                Duration.ofNanos(json.number("StartInterval")),
                Math.clamp(json.number("Retries"), 0, Integer.MAX_VALUE));
    }

    private static List<Port> ports(List<String> keys) throws RegistryFailure {
        TreeSet<Port> ports = new TreeSet<>();
        for (String key : keys) {
            Matcher port = PORT.matcher(key);
            Optional<Protocol> protocol =
                    port.matches() ? Protocol.of(port.group(3) == null ? "tcp" : port.group(3)) : Optional.empty();
            if (protocol.isEmpty()) {
                throw invalidPort(key);
            }
            int first = Integer.parseInt(port.group(1));
            int last = port.group(2) == null ? first : Integer.parseInt(port.group(2));
            if (first < 1 || last < first || last > 65535) {
                throw invalidPort(key);
            }
            for (int number = first; number <= last; number++) {
                ports.add(new Port(number, protocol.get()));
            }
        }
        return List.copyOf(ports);
    }

    private static RegistryFailure invalidPort(String key) {
        return RegistryFailure.unreachable(
                "invalid image configuration: invalid exposed port \"" + Words.shorten(key) + "\"");
    }

    private static Optional<Instant> instant(String text) throws RegistryFailure {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
            // Tools written in Go put the year 1 where they know no time.
            boolean none = instant.equals(Instant.parse("0001-01-01T00:00:00Z"));
            return none ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeException e) {
            throw RegistryFailure.unreachable(
                    "invalid image configuration: invalid time \"" + Words.shorten(text) + "\"");
        }
    }
}
