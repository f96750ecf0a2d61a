package io.d2k.k8s.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerRecord.Link;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.k8s.manifest.Keys;
import io.d2k.k8s.manifest.Names;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A container's record as labels and annotations. Replicas are apart: see {@link ContainerRecord#wanted()}. */
final class RecordAnnotations {
    private RecordAnnotations() {}

    static Map<String, String> labels(ContainerRecord record) {
        return new TreeMap<>(Map.of(
                Keys.MANAGED_BY,
                Keys.D2K,
                Keys.KIND,
                Keys.KIND_CONTAINER,
                Keys.ID,
                Keys.idLabel(record.id()),
                Keys.NAME,
                Names.label(record.name())));
    }

    static Map<String, String> annotations(ContainerRecord record) {
        Map<String, String> all = new TreeMap<>();
        all.put(Keys.ID, record.id());
        all.put(Keys.NAME, record.name());
        all.put(Keys.SPEC, record.spec().document());
        all.put(Keys.CREATED, record.created().toString());
        all.put(Keys.RUN, Integer.toString(record.run()));
        all.put(Keys.ANONYMOUS_VOLUMES, Json.array(record.anonymousVolumes()).toString());
        if (!record.inheritedBinds().isEmpty()) {
            all.put(Keys.INHERITED_BINDS, Json.array(record.inheritedBinds()).toString());
        }
        all.put(Keys.NETWORKS, networks(record.networks()).toString());
        if (!record.links().isEmpty()) {
            all.put(Keys.LINKS, links(record.links()).toString());
        }
        record.image()
                .ifPresent(
                        facts -> all.put(Keys.IMAGE, ImageFactsJson.write(facts).toString()));
        record.ending().ifPresent(ending -> all.put(Keys.ENDING, ending(ending).toString()));
        record.lastRun().ifPresent(run -> all.put(Keys.LAST_RUN, lastRun(run).toString()));
        if (record.kind() == WorkloadKind.RUN_ONCE) {
            all.put(Keys.WANTED, Boolean.toString(record.wanted()));
        }
        if (record.removing()) {
            all.put(Keys.REMOVING, "true");
        }
        return all;
    }

    static ArrayNode networks(List<Attachment> networks) {
        ArrayNode array = Json.array(List.of());
        networks.forEach(network -> {
            ObjectNode node = array.addObject().put("id", network.networkId()).put("name", network.networkName());
            node.set("aliases", Json.array(network.aliases()));
            if (!network.links().isEmpty()) {
                node.set("links", Json.array(network.links()));
            }
            if (!network.document().isEmpty()) {
                node.put("document", network.document());
            }
        });
        return array;
    }

    static List<Attachment> networks(JsonNode array) {
        return Json.list(
                array,
                node -> new Attachment(
                        Json.text(node, "id"),
                        Json.text(node, "name"),
                        Json.texts(node.path("aliases")),
                        Json.texts(node.path("links")),
                        Json.text(node, "document")));
    }

    private static ArrayNode links(List<Link> links) {
        ArrayNode array = Json.array(List.of());
        links.forEach(link -> array.addObject()
                .put("id", link.targetId())
                .put("name", link.targetName())
                .put("alias", link.alias()));
        return array;
    }

    static List<Link> links(JsonNode array) {
        return Json.list(
                array, node -> new Link(Json.text(node, "id"), Json.text(node, "name"), Json.text(node, "alias")));
    }

    static ObjectNode ending(Ending ending) {
        ObjectNode node = Json.object()
                .put("run", ending.run())
                .put("signal", ending.signal())
                .put("at", ending.at().toString());
        ending.last().ifPresent(last -> node.put("last", last));
        return node;
    }

    static Ending ending(JsonNode node) {
        return new Ending(
                node.path("run").asInt(),
                node.path("signal").asInt(),
                Json.instant(Json.text(node, "at")),
                node.has("last") ? OptionalInt.of(node.path("last").asInt()) : OptionalInt.empty());
    }

    static ObjectNode lastRun(LastRun run) {
        ObjectNode node = Json.object()
                .put("run", run.run())
                .put("started", run.started())
                .put("exitCode", run.exitCode())
                .put("oomKilled", run.oomKilled())
                .put("error", run.error())
                .put("restarts", run.restarts());
        run.startedAt().ifPresent(at -> node.put("startedAt", at.toString()));
        run.finishedAt().ifPresent(at -> node.put("finishedAt", at.toString()));
        return node;
    }

    static LastRun lastRun(JsonNode node) {
        return new LastRun(
                node.path("run").asInt(),
                node.path("started").asBoolean(),
                node.path("exitCode").asInt(),
                node.path("oomKilled").asBoolean(),
                Json.text(node, "error"),
                Json.instant(node, "startedAt"),
                Json.instant(node, "finishedAt"),
                node.path("restarts").asInt());
    }
}
