package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.Membership;
import io.d2k.domain.volume.VolumeRecord;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers, compared with what a Docker Engine 26.1 answers. */
class ApiTest extends ApiCase {
    private static final String NOT_FOUND = "404 application/json\n{\"message\":\"page not found\"}";

    @ParameterizedTest
    @CsvSource({"GET, /_ping", "HEAD, /_ping", "GET, /v1.45/_ping", "HEAD, /v1.24/_ping"})
    void pingTellsWhatClientsNegotiateBy(String method, String path) throws IOException {
        Wire.Answer answer = server.send(method, path);

        assertEquals(200, answer.status());
        assertEquals("OK", answer.reason());
        assertEquals("1.45", answer.header("Api-Version"));
        assertEquals("false", answer.header("Docker-Experimental"));
        assertEquals("linux", answer.header("Ostype"));
        assertEquals("Docker/0.1.0 (d2k)", answer.header("Server"));
        assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
        assertEquals("no-cache, no-store, must-revalidate", answer.header("Cache-Control"));
        assertEquals("no-cache", answer.header("Pragma"));
        assertEquals("1", answer.header("Builder-Version"));
        assertEquals("inactive", answer.header("Swarm"));
        assertEquals(method.equals("HEAD") ? "" : "OK", answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1.45/nope",
        "GET, /nope",
        "PUT, /v1.45/containers/json",
        "DELETE, /v1.45/version",
        "POST, /_ping",
        "GET, /v1.99/nope",
        "GET, /",
        "GET, /v1.45",
        "GET, /v1.45/"
    })
    void whatIsNotThereIsNotFound(String method, String path) throws IOException {
        assertEquals(NOT_FOUND, text(method, path));
    }

    @Test
    void headOfWhatIsNotThereHasNoBody() throws IOException {
        try (Wire wire = server.wire()) {
            wire.request("HEAD", "/nope").request("GET", "/nope");
            Wire.Answer answer = wire.answer(true);
            assertEquals(404, answer.status());
            assertEquals("29", answer.header("Content-Length"));
            assertEquals(NOT_FOUND, wire.answer(false).text());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1.46/containers/json, client version 1.46 is too new. Maximum supported API version is 1.45",
        "/v1.99/version, client version 1.99 is too new. Maximum supported API version is 1.45",
        "/v2.0/info, client version 2.0 is too new. Maximum supported API version is 1.45",
        "/v99999999999.0/info, client version 99999999999.0 is too new. Maximum supported API version is 1.45",
        "/v1.23/containers/json, 'client version 1.23 is too old. Minimum supported API version is 1.24,"
                + " please upgrade your client to a newer version'",
        "/v1/info, 'client version 1 is too old. Minimum supported API version is 1.24,"
                + " please upgrade your client to a newer version'"
    })
    void versionsTooOldOrTooNewAreRefused(String path, String message) throws IOException {
        assertEquals(message(400, message), text("GET", path));
    }

    /** In moby's routers a number that is none is no error of the client's. */
    @ParameterizedTest
    @CsvSource({"/containers/json?limit=x, Atoi", "/events?since=x, ParseInt", "/events?until=x, ParseInt"})
    void wrongNumbersAreRefusedWithTheStatusThatDockerHas(String path, String function) throws IOException {
        assertEquals(message(500, "strconv." + function + ": parsing \"x\": invalid syntax"), text("GET", path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/containers/json", "/v1.45/containers/json", "/v1.40/containers/json", "/v1.24/containers/json"
            })
    void versionsBetweenAreServed(String path) throws IOException {
        assertEquals("200 application/json\n[]", text("GET", path));
    }

    @ParameterizedTest
    @CsvSource({
        "/containers/json?all=%zz, invalid URL escape \"%zz\"",
        "/containers/%zz/json, invalid URL escape \"%zz\"",
        "/containers/json?a;b=1, invalid semicolon separator in query",
        "/containers/box/logs, Bad parameters: you must choose at least one stream",
        "/events?since=20&until=10, `since` time (20) cannot be after `until` time (10)"
    })
    void wrongParametersAreRefused(String path, String message) throws IOException {
        assertEquals(message(400, message), text("GET", path));
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void everyKindOfFailureHasItsStatus(ErrorKind kind) throws IOException {
        when(server.containers.inspect("x")).thenThrow(new EngineException(kind, "so \"it\" is"));
        int status = switch (kind) {
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case INVALID -> 400;
            case UNAUTHORIZED -> 401;
            case FORBIDDEN -> 403;
            case UNSUPPORTED -> 501;
            case UNAVAILABLE -> 503;
            case INTERNAL, UNCLASSED -> 500;
        };

        assertEquals(message(status, "so \"it\" is"), text("GET", "/containers/x/json"));
    }

    @Test
    void bugsAreNotShownToClients() throws IOException {
        when(server.containers.inspect("x")).thenThrow(new IllegalStateException("secret"));

        Wire.Answer answer = server.send("GET", "/containers/x/json");

        assertEquals(500, answer.status());
        assertFalse(answer.body().contains("secret"), answer.body());
        assertFalse(answer.body().contains("Exception"), answer.body());
        assertTrue(answer.body().matches("\\{\"message\":\"internal error, see the log of d2k for request \\d+\"}\\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /swarm",
        "GET, /services",
        "POST, /services/create",
        "GET, /nodes",
        "GET, /tasks",
        "GET, /secrets",
        "GET, /configs/a"
    })
    void swarmIsNotThere(String method, String path) throws IOException {
        assertEquals(
                message(
                        503,
                        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to"
                                + " connect this node to swarm and try again."),
                text(method, path));
    }

    @Test
    void pruneOfVolumesTookNamedOnesTooInTheOldDays() throws IOException {
        server.send("POST", "/v1.41/volumes/prune");
        verify(server.volumes).prune(new Filters(Map.of("all", List.of("true"))));
        server.send("POST", "/v1.42/volumes/prune");
        verify(server.volumes).prune(Filters.NONE);
    }

    @Test
    void networkVerbsHaveEmptyAnswers() throws IOException {
        String box = "@{\"Container\":\"box\",\"EndpointConfig\":{\"Aliases\":[\"db\"],\"Links\":[\"web:w\"]}}";
        assertEquals(
                200, server.send("POST", "/networks/net/connect", JSON, box).status());
        verify(server.networks)
                .connect(
                        "net",
                        "box",
                        new Membership(
                                List.of("db"), List.of("web:w"), "{\"Links\":[\"web:w\"],\"Aliases\":[\"db\"]}"));
        String out = "@{\"Container\":\"box\",\"Force\":true}";
        assertEquals(
                200, server.send("POST", "/networks/net/disconnect", JSON, out).status());
        verify(server.networks).disconnect("net", "box", true);
        assertEquals(204, server.send("DELETE", "/networks/net").status());
        when(server.networks.inspect("net", "")).thenThrow(EngineException.notFound("network net not found"));
        String fixed = "@{\"Container\":\"box\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"10.0.0.9\"}}}";
        assertEquals(
                501, server.send("POST", "/networks/net/connect", JSON, fixed).status());
    }

    @Test
    void systemPruneIsToldThatThereIsNoBuildCache() throws IOException {
        assertEquals(
                "200 application/json\n{\"CachesDeleted\":null,\"SpaceReclaimed\":0}", text("POST", "/build/prune"));
        assertEquals(
                message(400, "failed to prune build cache: invalid filter 'x'"),
                text("POST", "/build/prune?filters={%22x%22:[%221%22]}"));
        assertEquals(message(400, "invalid filter"), text("POST", "/build/prune?filters=bad"));
        assertEquals(
                message(400, "keep-storage is in bytes and expects an integer, got x"),
                text("POST", "/build/prune?keep-storage=x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'until':['x']}|'until' filter expects a duration (e.g., '24h') or a timestamp: failed to parse value as time or"
                        + " duration: 'x'",
                "{'unused-for':['']}|'unused-for' filter expects a duration (e.g., '24h') or a timestamp: failed to parse value as"
                        + " time or duration: ''",
                "{'until':['1h','2h']}|filters expect only one value",
                "{'id':['a','b']}|filters expect only one value",
                "{'private':['1','0']}|filters expect only one value",
                "{'until':['1h'],'unused-for':['1h']}|conflicting filters: 'until' and 'unused-for'",
                "{'until':['24h'],'inuse':['maybe'],'id':['a']}|",
                "{'label':['a','b'],'label!':['c']}|",
                "{'unused-for':['2026-01-01']}|"
            })
    void filtersOfTheBuildCacheAreChecked(String filters, String words) throws IOException {
        String asked = URLEncoder.encode(filters.replace('\'', '"'), StandardCharsets.UTF_8);
        String expected = words == null
                ? "200 application/json\n{\"CachesDeleted\":null,\"SpaceReclaimed\":0}"
                : message(
                        400,
                        "failed to prune build cache: "
                                + words.replace('\'', '"').replace("\"24h\"", "'24h'"));

        assertEquals(expected, text("POST", "/build/prune?filters=" + asked));
    }

    @Test
    void filtersOfEmptyListsAreReadToo() throws IOException {
        assertEquals("200 application/json\n[]", text("GET", "/plugins?filters={%22enabled%22:[%22true%22]}"));
        assertEquals(message(400, "invalid filter 'x'"), text("GET", "/plugins?filters={%22x%22:[%221%22]}"));
        assertEquals(message(400, "error reading volume filters: invalid filter"), text("GET", "/volumes?filters=bad"));
    }

    @Test
    void doubledSlashesLeadToThePlainPath() throws IOException {
        Wire.Answer answer = server.send("POST", "//containers//create?name=x", JSON, "@{}");
        assertEquals(301, answer.status());
        assertEquals("/containers/create?name=x", answer.header("Location"));
    }

    @Test
    void diskUsageListsAll() throws IOException {
        assertEquals(
                "200 application/json\n"
                        + "{\"LayersSize\":0,\"Images\":[],\"Containers\":[],\"Volumes\":[],\"BuildCache\":[]}",
                text("GET", "/system/df"));
        assertEquals(
                "200 application/json\n"
                        + "{\"LayersSize\":0,\"Images\":null,\"Containers\":null,\"Volumes\":[],\"BuildCache\":null}",
                text("GET", "/system/df?type=volume"));
        assertEquals(message(400, "unknown object type: x"), text("GET", "/system/df?type=x"));
    }

    @Test
    void diskUsageLeavesOutWhatIsRoomOfAnother() throws IOException {
        when(server.volumes.list(any()))
                .thenReturn(List.of(
                        volume("own", Map.of("size", "1g")), volume("bound", Map.of("o", "bind", "device", "/srv"))));
        String answer = text("GET", "/system/df?type=volume");
        assertTrue(answer.contains("\"own\""), answer);
        assertFalse(answer.contains("\"bound\""), answer);
    }

    private static VolumeRecord volume(String name, Map<String, String> options) {
        return new VolumeRecord(name, name, Instant.EPOCH, "local", Map.of(), options, false, 9, false, false);
    }

    @Test
    void requestsOfForeignPagesAreRefused() throws IOException {
        assertEquals(
                403,
                server.send("POST", "/containers/box/start", "Origin: http://evil.example")
                        .status());
        assertEquals(403, server.send("GET", "/info", "Origin: null").status());
        assertEquals(
                304,
                server.send("POST", "/containers/box/start", "Origin: http://d2k")
                        .status());
        assertEquals(
                304,
                server.send(
                                "POST",
                                "/containers/box/start",
                                "Origin: https://portainer.example",
                                "X-Forwarded-For: 10.0.0.1")
                        .status());
        verify(server.containers, org.mockito.Mockito.times(2)).start("box");
    }
}
