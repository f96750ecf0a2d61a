package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A value of {@code --secret} or {@code --config}, such as {@code source=key,target=/etc/key,mode=0400}. */
final class FileFlag {
    private static final int DEFAULT_MODE = 0444;

    private FileFlag() {}

    /**
     * Reads one.
     *
     * @param word {@code Secret} or {@code Config}
     * @throws IllegalArgumentException in the words of Docker's command line
     */
    static ObjectNode parse(String text, String word) {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        ObjectNode file = reference.putObject("File");
        file.put("Name", "").put("UID", "0").put("GID", "0").put("Mode", DEFAULT_MODE);
        String source = "";
        for (String field : Csv.split(text)) {
            int equals = field.indexOf('=');
            String key = (equals < 0 ? "" : field.substring(0, equals)).toLowerCase(Locale.ROOT);
            String value = field.substring(equals + 1);
            switch (key) {
                case "" -> {
                    if (!text.equals(field)) {
                        throw new IllegalArgumentException("invalid field '" + field + "' must be a key=value pair");
                    }
                    source = field;
                }
                case "source", "src" -> source = value;
                case "target" -> file.put("Name", value);
                case "uid" -> file.put("UID", value);
                case "gid" -> file.put("GID", value);
                case "mode" -> file.put("Mode", mode(value));
                default -> throw new IllegalArgumentException("invalid field key " + key);
            }
        }
        if (source.isEmpty()) {
            throw new IllegalArgumentException("source is required");
        }
        if (file.path("Name").asText().isEmpty()) {
            file.put("Name", source);
        }
        return reference.put(word + "Name", source);
    }

    /** Like Go, which takes what begins with 0 for octal. */
    private static int mode(String text) {
        if (!text.matches("0?[0-9]{1,9}")) {
            throw new IllegalArgumentException(
                    "invalid mode specified: strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
        return text.startsWith("0") ? Integer.parseInt(text, 8) : Integer.parseInt(text);
    }
}
