package io.d2k.k8s.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "400,INVALID",
        "401,FORBIDDEN",
        "403,FORBIDDEN",
        "404,NOT_FOUND",
        "405,INTERNAL",
        "409,CONFLICT",
        "410,UNAVAILABLE",
        "413,INVALID",
        "422,INVALID",
        "429,UNAVAILABLE",
        "500,UNAVAILABLE",
        "503,UNAVAILABLE",
        "504,UNAVAILABLE"
    })
    void everyStatusHasAKind(int code, ErrorKind kind) {
        EngineException e = KubernetesErrors.of("create Pod x", KubernetesErrors.refusal(code, "", status("why not")));
        assertEquals(kind, e.kind());
        assertTrue(e.getMessage().contains("why not"), e.getMessage());
    }

    @Test
    void theServersWordsAreKept() {
        String words =
                "pods \"web-1\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1";
        StatusException refusal = KubernetesErrors.refusal(403, "", status(words.replace("\"", "\\\"")));
        assertEquals(words, KubernetesErrors.of("create Pod web-1", refusal).getMessage());
        assertEquals("Because", refusal.reason());
    }

    @Test
    void anAnswerThatIsNoStatusIsQuoted() {
        assertEquals(
                "upstream is down",
                KubernetesErrors.refusal(502, "", " upstream is down\n").getMessage());
        assertEquals("HTTP status 502", KubernetesErrors.refusal(502, "", "").getMessage());
    }

    @Test
    void noAnswerIsUnavailable() {
        EngineException e = KubernetesErrors.of("list pods", new ConnectException("refused"));
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertTrue(e.getMessage().contains("refused"));
        assertTrue(KubernetesErrors.of("x", new IOException()).getMessage().contains("IOException"));
    }

    @Test
    void theServerSaysWhenToComeAgain() {
        assertEquals(
                Optional.of(Duration.ofSeconds(7)),
                KubernetesErrors.refusal(429, "7", status("slow")).retryAfter());
        assertEquals(
                Optional.of(Duration.ofSeconds(3)),
                KubernetesErrors.refusal(504, "", "{\"details\":{\"retryAfterSeconds\":3}}")
                        .retryAfter());
        assertEquals(
                Optional.empty(),
                KubernetesErrors.refusal(429, "Wed, 21 Oct 2026 07:28:00 GMT", "")
                        .retryAfter());
    }

    @Test
    void whatPassesIsTriedAgainAndWhatDoesNotIsNot() {
        int[] sent = {0};
        assertEquals("done", Retries.call("x", again -> {
            assertEquals(sent[0] > 0, again);
            if (sent[0]++ < 2) {
                throw KubernetesErrors.refusal(503, "", "");
            }
            return "done";
        }));
        assertEquals(3, sent[0]);
        sent[0] = 0;
        ErrorKind kind = kindOf(() -> Retries.call("x", again -> {
            sent[0]++;
            throw KubernetesErrors.refusal(422, "", "");
        }));
        assertEquals(ErrorKind.INVALID, kind);
        assertEquals(1, sent[0]);
        sent[0] = 0;
        kind = kindOf(() -> Retries.call("x", again -> {
            sent[0]++;
            throw new ConnectException();
        }));
        assertEquals(ErrorKind.UNAVAILABLE, kind);
        assertEquals(3, sent[0]);
    }

    private static ErrorKind kindOf(Runnable action) {
        try {
            action.run();
            throw new AssertionError("no failure");
        } catch (EngineException e) {
            return e.kind();
        }
    }

    private static String status(String message) {
        return "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"" + message + "\",\"reason\":\"Because\"}";
    }
}
