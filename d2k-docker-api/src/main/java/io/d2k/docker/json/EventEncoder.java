package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.event.EngineEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes events. */
public final class EventEncoder {
    private EventEncoder() {}

    /** One line of {@code GET /events}; send it with {@link DockerJson#line}. */
    public static ObjectNode encode(EngineEvent event) {
        ObjectNode out = DockerJson.object();
        boolean container = event.type().equals("container");
        if (container || event.type().equals("image")) {
            out.put("status", event.action()).put("id", event.actorId());
        }
        String image = event.attributes().getOrDefault("image", "");
        if (container && !image.isEmpty()) {
            out.put("from", image);
        }
        out.put("Type", event.type()).put("Action", event.action());
        ObjectNode actor = out.putObject("Actor").put("ID", event.actorId());
        actor.set("Attributes", DockerJson.map(event.attributes()));
        return out.put("scope", event.scope())
                .put("time", event.time().getEpochSecond())
                .put("timeNano", ChronoUnit.NANOS.between(Instant.EPOCH, event.time()));
    }
}
