package io.d2k.k8s.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the registry said of an image, as JSON. Durations are in nanoseconds. */
final class ImageFactsJson {
    private ImageFactsJson() {}

    static ObjectNode write(ImageFacts facts) {
        ObjectNode node = Json.object()
                .put("id", facts.id())
                .put("manifestDigest", facts.manifestDigest())
                .put("repoDigest", facts.repoDigest())
                .put("os", facts.os())
                .put("architecture", facts.architecture())
                .put("variant", facts.variant())
                .put("author", facts.author())
                .put("sizeBytes", facts.sizeBytes());
        facts.created().ifPresent(at -> node.put("created", at.toString()));
        node.set("layers", Json.array(facts.layers()));
        node.set("blobs", Json.array(facts.blobs()));
        ArrayNode history = node.putArray("history");
        facts.history().forEach(layer -> {
            ObjectNode entry = history.addObject()
                    .put("createdBy", layer.createdBy())
                    .put("comment", layer.comment())
                    .put("emptyLayer", layer.emptyLayer())
                    .put("sizeBytes", layer.sizeBytes());
            layer.created().ifPresent(at -> entry.put("created", at.toString()));
        });
        node.set("config", config(facts.config()));
        if (!facts.accounts().equals(Accounts.NONE)) {
            ObjectNode accounts = node.putObject("accounts");
            accounts.set("users", ids(facts.accounts().users()));
            accounts.set("groups", ids(facts.accounts().groups()));
        }
        return node;
    }

    static ImageFacts read(JsonNode node) {
        return new ImageFacts(
                Json.text(node, "id"),
                Json.text(node, "manifestDigest"),
                Json.text(node, "repoDigest"),
                Json.text(node, "os"),
                Json.text(node, "architecture"),
                Json.text(node, "variant"),
                Json.instant(node, "created"),
                Json.text(node, "author"),
                node.path("sizeBytes").asLong(),
                Json.texts(node.path("layers")),
                Json.texts(node.path("blobs")),
                Json.list(
                        node.path("history"),
                        entry -> new ImageFacts.Layer(
                                Json.instant(entry, "created"),
                                Json.text(entry, "createdBy"),
                                Json.text(entry, "comment"),
                                entry.path("emptyLayer").asBoolean(),
                                entry.path("sizeBytes").asLong())),
                config(node.path("config")),
                new Accounts(
                        ids(node.path("accounts").path("users")),
                        ids(node.path("accounts").path("groups"))));
    }

    private static ObjectNode ids(Map<String, Long> ids) {
        ObjectNode node = Json.object();
        new TreeMap<>(ids).forEach(node::put);
        return node;
    }

    private static Map<String, Long> ids(JsonNode node) {
        Map<String, Long> ids = new TreeMap<>();
        node.properties().forEach(e -> ids.put(e.getKey(), e.getValue().asLong()));
        return ids;
    }

    private static ObjectNode config(ImageConfig config) {
        ObjectNode node = Json.object()
                .put("workingDir", config.workingDir())
                .put("user", config.user())
                .put("stopSignal", config.stopSignal());
        node.set("entrypoint", Json.array(config.entrypoint()));
        node.set("cmd", Json.array(config.cmd()));
        node.set("env", Json.array(config.env()));
        node.set(
                "exposedPorts",
                Json.array(config.exposedPorts().stream().map(Port::key).toList()));
        node.set("volumes", Json.array(config.volumes()));
        node.set("labels", Json.object(config.labels()));
        config.healthcheck().ifPresent(check -> node.set("healthcheck", healthcheck(check)));
        return node;
    }

    private static ImageConfig config(JsonNode node) {
        return new ImageConfig(
                Json.texts(node.path("entrypoint")),
                Json.texts(node.path("cmd")),
                Json.texts(node.path("env")),
                Json.text(node, "workingDir"),
                Json.text(node, "user"),
                Json.list(node.path("exposedPorts"), port -> port(port.asText())),
                Json.texts(node.path("volumes")),
                Json.map(node.path("labels")),
                Json.text(node, "stopSignal"),
                node.hasNonNull("healthcheck") ? Optional.of(healthcheck(node.get("healthcheck"))) : Optional.empty());
    }

    private static ObjectNode healthcheck(Healthcheck check) {
        ObjectNode node = Json.object()
                .put("interval", check.interval().toNanos())
                .put("timeout", check.timeout().toNanos())
                .put("startPeriod", check.startPeriod().toNanos())
                .put("startInterval", check.startInterval().toNanos())
                .put("retries", check.retries());
        node.set("test", Json.array(check.test()));
        return node;
    }

    private static Healthcheck healthcheck(JsonNode node) {
        return new Healthcheck(
                Json.texts(node.path("test")),
                Duration.ofNanos(node.path("interval").asLong()),
                Duration.ofNanos(node.path("timeout").asLong()),
                Duration.ofNanos(node.path("startPeriod").asLong()),
                Duration.ofNanos(node.path("startInterval").asLong()),
                node.path("retries").asInt());
    }

    private static Port port(String key) {
        int slash = key.indexOf('/');
        try {
            return new Port(
                    Integer.parseInt(slash < 0 ? key : key.substring(0, slash)),
                    Protocol.of(slash < 0 ? "tcp" : key.substring(slash + 1)).orElseThrow());
        } catch (NumberFormatException | java.util.NoSuchElementException e) {
            throw new EngineException(io.d2k.domain.error.ErrorKind.INTERNAL, "unreadable port: " + key, e);
        }
    }
}
