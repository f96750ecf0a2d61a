package io.d2k.k8s.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The API server's version. */
public final class ServerVersion {
    private ServerVersion() {}

    /**
     * Asks the server, by one request.
     *
     * @return such as {@code v1.34.1}
     */
    public static String read(KubernetesClients clients) throws IOException {
        JsonObject answer =
                new Requests(clients).send("GET", "/version", List.of(), Optional.empty(), JsonObject.class);
        if (!answer.has("gitVersion")) {
            throw new IOException("the server does not tell its version");
        }
        return answer.get("gitVersion").getAsString();
    }
}
