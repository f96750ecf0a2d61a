package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.d2k.domain.error.EngineException;

/** A slice of bytes, which Go writes in Base64, and reads without heeding line ends. */
final class GoBytes implements GoType {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int QUANTUM = 4;

    @Override
    public String goName() {
        return "[]uint8";
    }

    @Override
    public JsonNode zero() {
        return NullNode.instance;
    }

    @Override
    public JsonNode read(JsonNode in, Where where) {
        if (!in.isTextual()) {
            throw where.mismatch(in, goName());
        }
        return TextNode.valueOf(checked(in.textValue()));
    }

    /** Returns the text without line ends, or refuses it for the place that Go finds at fault. */
    private static String checked(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        int padding = 0;
        int last = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                continue;
            }
            int place = clean.length() % QUANTUM;
            boolean wrong = c == '='
                    ? padding == 0 ? place < 2 : place == 0 || padding == 2
                    : padding > 0 || ALPHABET.indexOf(c) < 0;
            if (wrong) {
                throw illegal(i);
            }
            padding += c == '=' ? 1 : 0;
            if (place == 0) {
                last = i;
            }
            clean.append(c);
        }
        if (clean.length() % QUANTUM != 0) {
            throw illegal(padding > 0 ? text.length() : last);
        }
        return clean.toString();
    }

    private static EngineException illegal(int at) {
        return EngineException.invalid("invalid JSON: illegal base64 data at input byte " + at);
    }
}
