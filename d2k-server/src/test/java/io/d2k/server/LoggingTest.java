package io.d2k.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.d2k.docker.http.RequestObserver.Outcome;
import io.d2k.server.observe.Metrics;
import io.d2k.server.observe.Observations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log looks like, as text and as JSON. */
class LoggingTest {
    private static final System.Logger LOG = System.getLogger("io.d2k.test");

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private void configure(Level level, boolean json) {
        // the console of java.util.logging is the one that there is when it is set up
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        Logging.configure(level, json);
    }

    @AfterEach
    void restore() {
        System.setErr(before);
        Logging.configure(Level.INFO, false);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private JsonNode only() throws IOException {
        assertEquals(1, lines().size(), lines()::toString);
        return new ObjectMapper().readTree(lines().getFirst());
    }

    @Test
    void aLineOfJsonIsOneLineWhateverItHolds() throws IOException {
        configure(Level.INFO, true);
        LOG.log(Level.WARNING, "a \"quoted\"\nmessage with {0}", "braces {1}");
        JsonNode line = only();
        assertEquals(
                "a \"quoted\"\nmessage with braces {1}", line.path("message").asText());
        assertEquals("warning", line.path("level").asText());
        assertEquals("io.d2k.test", line.path("logger").asText());
        assertTrue(Instant.parse(line.path("time").asText()).isAfter(Instant.EPOCH));
        assertFalse(line.has("request"));
    }

    @Test
    void aFailureHasItsTraceInItsLine() throws IOException {
        configure(Level.INFO, true);
        LOG.log(Level.ERROR, "it broke", new IllegalStateException("why"));
        JsonNode line = only();
        assertEquals("error", line.path("level").asText());
        assertEquals(
                "java.lang.IllegalStateException: why", line.path("exception").asText());
        assertTrue(line.path("trace").asText().contains("LoggingTest"), line::toString);
    }

    @Test
    void theLineOfARequestHasItsPartsAndJoinsWhatWasLoggedForIt() throws IOException {
        configure(Level.INFO, true);
        var observations = new Observations(new Metrics());
        var observation = observations.begin(7);
        LOG.log(Level.INFO, "meanwhile");
        observations.sending();
        observation.end(
                new Outcome("GET", "/containers/{id}/json", "/v1.45/containers/a/json", 200, Duration.ofMillis(5)));

        JsonNode meanwhile = new ObjectMapper().readTree(lines().getFirst());
        assertEquals(7, meanwhile.path("request").asLong());
        JsonNode line = new ObjectMapper().readTree(lines().getLast());
        assertEquals(7, line.path("request").asLong());
        assertEquals("GET", line.path("method").asText());
        assertEquals("/containers/{id}/json", line.path("route").asText());
        assertEquals("/v1.45/containers/a/json", line.path("path").asText());
        assertEquals(200, line.path("status").asInt());
        assertEquals(5, line.path("millis").asLong());
        assertEquals(1, line.path("kubernetesRequests").asInt());
        assertTrue(line.path("status").isNumber() && line.path("millis").isNumber(), line::toString);
    }

    @Test
    void textIsTimeLevelAndMessage() {
        configure(Level.INFO, false);
        LOG.log(Level.INFO, "hello");
        assertTrue(lines().getFirst().matches("\\S+Z info hello"), lines()::toString);
    }

    @Test
    void levelsAreThoseOfOwnLines() {
        configure(Level.WARNING, false);
        LOG.log(Level.INFO, "quiet");
        assertEquals(List.of(), lines());
        configure(Level.DEBUG, false);
        LOG.log(Level.DEBUG, "loud");
        System.getLogger("io.helidon.some").log(Level.INFO, "others speak from warnings on");
        assertEquals(1, lines().size(), lines()::toString);
    }
}
