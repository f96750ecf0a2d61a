package io.d2k.docker.stream;

import io.d2k.domain.error.EngineException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The key sequence that detaches a client from a terminal, such as {@code ctrl-p,ctrl-q}: a comma-separated list of
 * characters and of {@code ctrl-} with one of {@code a-z @ [ \ ] ^ _}.
 */
public final class DetachKeys {
    private static final String CONTROL = "ctrl-";
    private static final byte[] DEFAULT = {16, 17};

    private final byte[] keys;

    private DetachKeys(byte[] keys) {
        this.keys = keys;
    }

    /**
     * Reads a sequence; an empty text stands for {@code ctrl-p,ctrl-q}.
     *
     * @throws EngineException {@code INVALID}, in Docker's words
     */
    public static DetachKeys parse(String text) {
        if (text.isEmpty()) {
            return new DetachKeys(DEFAULT);
        }
        var keys = new ByteArrayOutputStream();
        for (String key : text.split(",", -1)) {
            keys.write(code(key, text));
        }
        return new DetachKeys(keys.toByteArray());
    }

    private static int code(String key, String text) {
        if (key.length() == 1 && key.charAt(0) < 128) {
            return key.charAt(0);
        }
        if (key.length() == CONTROL.length() + 1 && key.startsWith(CONTROL)) {
            char c = key.charAt(CONTROL.length());
            if (c >= 'a' && c <= 'z') {
                return c - 'a' + 1;
            }
            if (c == '@' || (c >= '[' && c <= '_')) {
                return c - '@';
            }
        }
        throw EngineException.invalid("Invalid detach keys (" + text + ") provided");
    }

    /** Returns a filter for one client's input. */
    Filter filter() {
        return new Filter(keys);
    }

    /** Looks for the sequence in what a client types; the beginning of a sequence is held back until it is decided. */
    static final class Filter {
        private final byte[] keys;
        private int matched;

        private Filter(byte[] keys) {
            this.keys = keys;
        }

        /** Returns whether the whole sequence was seen; nothing that follows is to be passed on. */
        boolean complete() {
            return matched == keys.length;
        }

        /** Returns what of the input is to be passed on now. */
        byte[] pass(byte[] input) {
            var out = new ByteArrayOutputStream(input.length + keys.length);
            for (byte b : input) {
                // Fall back to the longest beginning of the sequence that the typed end still is.
                while (matched > 0 && b != keys[matched]) {
                    int shorter = border(matched);
                    out.write(keys, 0, matched - shorter);
                    matched = shorter;
                }
                if (b == keys[matched]) {
                    matched++;
                    if (complete()) {
                        break;
                    }
                } else {
                    out.write(b);
                }
            }
            return out.toByteArray();
        }

        /** Returns the length of the longest proper beginning of the first {@code length} keys that is their end too. */
        private int border(int length) {
            for (int n = length - 1; n > 0; n--) {
                if (Arrays.equals(keys, 0, n, keys, length - n, length)) {
                    return n;
                }
            }
            return 0;
        }
    }
}
