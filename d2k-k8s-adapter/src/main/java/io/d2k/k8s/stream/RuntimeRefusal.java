package io.d2k.k8s.stream;

import io.d2k.domain.exec.RuntimeWords;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What stands in a session for a command that could not begin, on nodes (CRI-O) that pass the words of their runtime on as
 * the command's output, with an exit code of its own.
 */
final class RuntimeRefusal {
    /** With which runc and crun end in the command's place. */
    static final int EXIT_CODE = 255;

    private RuntimeRefusal() {}

    /** Returns the refusal in Docker's words, where the first message of a command's output is one. */
    static Optional<String> of(byte[] message) {
        return RuntimeWords.refusal(new String(message, 1, message.length - 1, StandardCharsets.UTF_8))
                .filter(RuntimeWords.Refusal::alone)
                .map(r -> "OCI runtime exec failed: "
                        + RuntimeWords.shown("exec failed: " + RuntimeWords.UNABLE + r.why()));
    }
}
