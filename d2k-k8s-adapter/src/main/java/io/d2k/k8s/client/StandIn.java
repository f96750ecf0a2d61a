package io.d2k.k8s.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Optional;

/** What answers in place of an API server, in this process: for finding out what d2k would send to one. */
@FunctionalInterface
public interface StandIn {
    /**
     * Answers a request.
     *
     * @param method such as {@code POST}; a {@code PATCH} is a JSON merge patch
     * @param path such as {@code /api/v1/namespaces/default/pods}
     * @param body the object sent, where there is one
     * @throws StatusException to refuse
     */
    JsonObject answer(String method, String path, Optional<JsonObject> body) throws IOException;
}
