package io.d2k.docker.http;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** A test of requests and answers, with a server of its own. */
abstract class ApiCase {
    static final String JSON = "Content-Type: application/json";

    final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    String text(String method, String path, String... headersAndBody) throws IOException {
        return server.send(method, path, headersAndBody).text();
    }

    static String message(int status, String message) {
        return status + " application/json\n{\"message\":\"" + message.replace("\"", "\\\"") + "\"}";
    }
}
