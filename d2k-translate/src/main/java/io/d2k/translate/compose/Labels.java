package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The labels by which docker compose finds what it has made. */
final class Labels {
    static final String PROJECT = "com.docker.compose.project";
    static final String SERVICE = "com.docker.compose.service";
    static final String NUMBER = "com.docker.compose.container-number";
    static final String ONE_OFF = "com.docker.compose.oneoff";
    static final String DEPENDS_ON = "com.docker.compose.depends_on";
    static final String CONFIG_HASH = "com.docker.compose.config-hash";
    static final String NETWORK = "com.docker.compose.network";
    static final String VOLUME = "com.docker.compose.volume";
    static final String STACK = "com.docker.stack.namespace";
    static final String STACK_IMAGE = "com.docker.stack.image";

    private Labels() {}

    /**
     * Returns a hash of a request, whatever the order of its fields. docker compose lists only what has one; it finds it to
     * be another one than its own, and so makes the container anew when it is told to bring the project up.
     */
    static String hash(JsonNode request) {
        try {
            StringBuilder text = new StringBuilder();
            write(request, text);
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            Map<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
            fields.forEach((key, value) -> {
                out.append(key).append(':');
                write(value, out);
            });
        } else if (node.isArray()) {
            node.forEach(item -> {
                out.append('-');
                write(item, out);
            });
        } else {
            out.append(node).append('\n');
        }
    }
}
