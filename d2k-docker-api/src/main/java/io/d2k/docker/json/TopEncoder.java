package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.TopView;

/** Writes processes. */
public final class TopEncoder {
    private TopEncoder() {}

    /** What {@code GET /containers/ID/top} answers. */
    public static ObjectNode encode(TopView view) {
        ObjectNode out = DockerJson.object();
        ArrayNode processes = out.putArray("Processes");
        view.processes().forEach(p -> processes.add(DockerJson.array(p)));
        out.set("Titles", DockerJson.array(view.titles()));
        return out;
    }
}
