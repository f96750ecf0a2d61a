package io.d2k.k8s.stream;

import io.d2k.domain.exec.ProcessSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Sessions, as tests read them. */
final class Sessions {
    private Sessions() {}

    /** Returns the output to its end, each part behind the number of its stream. */
    static String pump(ProcessSession session) throws IOException {
        var text = new StringBuilder();
        session.pump((stream, buffer, offset, length) -> text.append(stream.number())
                .append(new String(buffer, offset, length, StandardCharsets.UTF_8))
                .append(';'));
        return text.toString();
    }
}
