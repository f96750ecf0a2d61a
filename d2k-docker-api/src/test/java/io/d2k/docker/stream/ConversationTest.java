package io.d2k.docker.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConversationTest {
    @Test
    void whoCannotBeAttachedIsToldWhy() throws Exception {
        ProcessSession session = mock(ProcessSession.class);
        doThrow(EngineException.forbidden("pods/attach is forbidden"))
                .when(session)
                .pump(any());
        var told = new StringBuilder();
        OutputSink out = (stream, bytes, offset, length) ->
                told.append(stream).append(' ').append(new String(bytes, offset, length, StandardCharsets.UTF_8));

        new Conversation(session, true, DetachKeys.parse("")).carryOutput(out);

        assertEquals("STDERR d2k: pods/attach is forbidden\r\n", told.toString());
        verify(session).close();
    }
}
