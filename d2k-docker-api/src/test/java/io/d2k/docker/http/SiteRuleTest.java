package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteRuleTest {
    private static final HttpSettings PLAIN = HttpSettings.of("127.0.0.1", 0);

    private TestServer server = new TestServer(PLAIN);

    @AfterEach
    void stop() {
        server.close();
    }

    private int status(String... headers) throws IOException {
        try (Wire wire = server.wire()) {
            wire.write("GET /_ping HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
            return wire.answer(false).status();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 200",
        "localhost:2375, 200",
        "LOCALHOST, 200",
        "api.moby.localhost, 200",
        "docker, 200",
        "/var/run/docker.sock, 200",
        "%2Fvar%2Frun%2Fdocker.sock, 200",
        "127.0.0.1:2375, 200",
        "10.0.0.7, 200",
        "[::1]:2375, 200",
        "host.docker.internal:2375, 200",
        "d2k.d2k.svc:2375, 200",
        "d2k.d2k.svc.cluster.local:2375, 200",
        "evil.example:2375, 403",
        "evil.example., 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example:2375, 403",
        "1.2.3.4.5, 403",
        "evil.example:2375:1, 403",
    })
    void hostsThatAStrangerCanPointHereAreRefused(String host, int expected) throws IOException {
        assertEquals(expected, status("Host: " + host));
    }

    @Test
    void theOperatorNamesHosts() throws IOException {
        server.close();
        server = new TestServer(PLAIN.withAllowed(Set.of("engine.example"), Set.of()));
        assertEquals(200, status("Host: Engine.example:2375"));
        assertEquals(403, status("Host: other.example:2375"));
        server.close();
        server = new TestServer(PLAIN.withAllowed(Set.of("*"), Set.of()));
        assertEquals(200, status("Host: other.example:2375"));
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: http://localhost:2375, 200",
        "Origin: http://evil.example, 403",
        "Origin: null, 403",
        "Sec-Fetch-Site: same-origin, 200",
        "Sec-Fetch-Site: none, 200",
        "Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: same-site, 403",
    })
    void otherSitesAreRefused(String header, int expected) throws IOException {
        assertEquals(expected, status("Host: localhost:2375", header));
    }

    @Test
    void upgradesAreCheckedToo() throws IOException {
        String[] upgrade = {"Connection: Upgrade", "Upgrade: websocket", "Origin: http://evil.example"};
        assertEquals(
                403, server.send("GET", "/containers/box/attach/ws", upgrade).status());
        assertEquals(
                403,
                server.send(
                                "POST",
                                "/exec/ab/start",
                                "Connection: Upgrade",
                                "Upgrade: tcp",
                                "Sec-Fetch-Site: cross-site")
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, Upgrade: websocket, X: y, 400",
        "http://localhost, Upgrade: websocket, Sec-Fetch-Site: same-site, 403",
        "http://localhost, Upgrade: tcp, X: y, 403",
        "http://localhost:8080, Upgrade: websocket, X: y, 403",
    })
    void librariesNameLocalhostForWebSockets(String origin, String upgrade, String site, int expected)
            throws IOException {
        String[] headers = {"Connection: Upgrade", upgrade, "Origin: " + origin, site};
        // 400 is that of a handshake without a key, which has passed.
        assertEquals(
                expected,
                server.send("GET", "/containers/box/attach/ws", headers).status());
    }

    @Test
    void proxiesPassOn() throws IOException {
        assertEquals(
                200, status("Host: localhost:2375", "Origin: https://portainer.example", "X-Forwarded-For: 10.0.0.1"));
    }

    @Test
    void allowedOriginsPass() throws IOException {
        server.close();
        server = new TestServer(PLAIN.withAllowed(Set.of(), Set.of("https://portainer.example")));
        assertEquals(
                200, status("Host: localhost:2375", "Origin: https://portainer.example", "Sec-Fetch-Site: cross-site"));
    }
}
