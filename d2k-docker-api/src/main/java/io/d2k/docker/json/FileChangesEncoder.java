package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.d2k.domain.file.FileChange;
import java.util.List;

/** Writes what of a container's files is not its image's. */
public final class FileChangesEncoder {
    private FileChangesEncoder() {}

    /** What {@code GET /containers/ID/changes} answers; {@code null} for no changes, as moby. */
    public static JsonNode encode(List<FileChange> changes) {
        if (changes.isEmpty()) {
            return NullNode.instance;
        }
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        changes.forEach(
                c -> out.addObject().put("Path", c.path()).put("Kind", c.kind().number()));
        return out;
    }
}
