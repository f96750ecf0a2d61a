package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes errors. */
public final class ErrorEncoder {
    private ErrorEncoder() {}

    /** The body of every answer of 400 and above. */
    public static ObjectNode encode(String message) {
        return DockerJson.object().put("message", message);
    }
}
