package io.d2k.docker.json;

import io.d2k.domain.error.EngineException;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Keys that detach a client: {@code ctrl-p,ctrl-q} and the like. */
final class KeySequence {
    private static final String CONTROL = "ctrl-";
    private static final String CONTROL_KEYS = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

    private KeySequence() {}

    /**
     * Returns the bytes that the keys send.
     *
     * @throws EngineException of kind UNCLASSED in Docker's words
     */
    static byte[] bytes(String keys) {
        var out = new ByteArrayOutputStream();
        if (keys.isEmpty()) {
            return out.toByteArray();
        }
        for (String key : keys.split(",", -1)) {
            String word = key.toLowerCase(Locale.ROOT);
            int control = word.length() == CONTROL.length() + 1 && word.startsWith(CONTROL)
                    ? CONTROL_KEYS.indexOf(word.charAt(CONTROL.length()))
                    : -1;
            if (control >= 0) {
                out.write(control);
            } else if (word.equals("del")) {
                out.write(0x7f);
            } else if (key.length() == 1 && key.charAt(0) < 0x80) {
                out.write(key.charAt(0));
            } else {
                throw EngineException.unclassed("Invalid escape keys (" + keys + ") provided");
            }
        }
        return out.toByteArray();
    }
}
