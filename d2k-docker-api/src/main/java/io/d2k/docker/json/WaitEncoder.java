package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.PendingWait;

/** Writes how a container ended. */
public final class WaitEncoder {
    private WaitEncoder() {}

    /** What {@code POST /containers/ID/wait} answers. */
    public static ObjectNode encode(PendingWait.Result result) {
        ObjectNode out = DockerJson.object();
        if (!result.error().isEmpty()) {
            out.putObject("Error").put("Message", result.error());
        }
        return out.put("StatusCode", result.exitCode());
    }
}
