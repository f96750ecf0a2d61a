package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.Created;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.image.RegistryAuth;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers, compared with what a Docker Engine 26.1 answers. */
class ApiTest {
    private static final String JSON = "Content-Type: application/json";
    private static final String NOT_FOUND = "404 application/json\n{\"message\":\"page not found\"}";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private String text(String method, String path, String... headersAndBody) throws IOException {
        return server.send(method, path, headersAndBody).text();
    }

    private static String message(int status, String message) {
        return status + " application/json\n{\"message\":\"" + message.replace("\"", "\\\"") + "\"}";
    }

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

    @ParameterizedTest
    @ValueSource(
            strings = {"/containers/json", "/v1.45/containers/json", "/v1.40/containers/json", "/v1.24/containers/json"
            })
    void versionsBetweenAreServed(String path) throws IOException {
        assertEquals("200 application/json\n[]", text("GET", path));
    }

    @Test
    void malformedCreatesAreRefused() throws IOException {
        String create = "/v1.45/containers/create";
        assertTrue(
                text("POST", create, JSON, "@{bad").startsWith("400 application/json\n{\"message\":\"invalid JSON: "));
        assertTrue(text("POST", create, JSON, "@{\"Image\":\"busybox\",\"Cmd\":5}")
                .startsWith("400 application/json\n{\"message\":\"invalid JSON: "));
        assertEquals(
                message(400, "config cannot be empty in order to create a container"),
                text("POST", create, JSON, "@{}"));
        assertEquals(
                message(400, "unsupported Content-Type header (text/plain): must be 'application/json'"),
                text("POST", create, "Content-Type: text/plain", "@{\"Image\":\"busybox\"}"));
        assertTrue(text("POST", create).startsWith("400 application/json\n{\"message\":\"invalid JSON: "));
        assertEquals(
                message(400, "malformed Content-Type header (): mime: no media type"),
                text("POST", create, "@{\"Image\":\"busybox\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/plain       | {}          | unsupported Content-Type header (text/plain): must be 'application/json'
            application/json | {a          | invalid JSON: invalid character 'a' looking for beginning of object key string
            application/json | {} trailing | unexpected content after JSON
            """)
    void aCommitThatIsWrongIsNotOneThatIsMissing(String type, String body, String message) throws IOException {
        assertEquals(
                message(400, message),
                text("POST", "/v1.45/commit?container=box", "Content-Type: " + type, "@" + body));
    }

    @Test
    void commitsAreRefusedForContainersThatExist() throws IOException {
        assertEquals(
                501, server.send("POST", "/commit?container=box", JSON, "@{}").status());
        when(server.containers.inspect("ghost")).thenThrow(EngineException.notFound("No such container: ghost"));
        assertEquals(message(404, "No such container: ghost"), text("POST", "/commit?container=ghost", JSON, "@{}"));
    }

    @Test
    void createTellsIdAndWarnings() throws IOException {
        when(server.containers.create(any())).thenReturn(new Created("ab12", List.of("host IP is ignored")));

        Wire.Answer answer = server.send("POST", "/containers/create?name=box", JSON, "@{\"Image\":\"busybox\"}");

        assertEquals("201 application/json\n{\"Id\":\"ab12\",\"Warnings\":[\"host IP is ignored\"]}", answer.text());
        assertEquals("Created", answer.reason());
    }

    @Test
    void filtersAreRead() throws IOException {
        assertEquals(message(400, "invalid filter"), text("GET", "/v1.45/containers/json?filters=bad"));

        server.send("GET", "/v1.45/containers/json?all=1&limit=2&filters={%22label%22:[%22a=b%22]}");

        verify(server.containers).list(new ContainerQuery(true, 2, new Filters(Map.of("label", List.of("a=b")))));
    }

    /** Clients such as curl send them as they are. */
    @Test
    void filtersWithoutPercentCodeAreReadToo() throws IOException {
        server.send("GET", "/v1.45/containers/json?filters={\"label\":[\"a=b\"]}");

        verify(server.containers).list(new ContainerQuery(false, 0, new Filters(Map.of("label", List.of("a=b")))));
    }

    @ParameterizedTest
    @CsvSource({
        "/containers/json?limit=x, strconv.Atoi: parsing \"x\": invalid syntax",
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

    @Test
    void startAndStopTellWhetherAnythingChanged() throws IOException {
        when(server.containers.start("box")).thenReturn(true);
        when(server.containers.stop("box", "INT", Optional.of(3))).thenReturn(true);

        assertEquals(204, server.send("POST", "/v1.45/containers/box/start").status());
        assertEquals(304, server.send("POST", "/v1.45/containers/other/start").status());
        assertEquals(
                204,
                server.send("POST", "/v1.45/containers/box/stop?signal=INT&t=3").status());
        assertEquals(
                304,
                server.send("POST", "/v1.41/containers/box/stop?signal=INT&t=3").status());
        verify(server.containers).stop("box", "", Optional.of(3));
    }

    @Test
    void startRefusesABody() throws IOException {
        assertEquals(
                message(
                        400,
                        "starting container with non-empty request body was deprecated since API v1.22"
                                + " and removed in v1.24"),
                text("POST", "/containers/box/start", JSON, "@{\"Binds\":[]}"));
    }

    @Test
    void killSaysWhatItCannot() throws IOException {
        doThrow(EngineException.notFound("No such container: ghost"))
                .when(server.containers)
                .kill("ghost", "");
        doThrow(EngineException.invalid("cannot kill container: box: invalid signal: NOSUCH"))
                .when(server.containers)
                .kill("box", "NOSUCH");

        assertEquals(
                message(404, "cannot kill container: ghost: No such container: ghost"),
                text("POST", "/containers/ghost/kill"));
        assertEquals(
                message(400, "cannot kill container: box: invalid signal: NOSUCH"),
                text("POST", "/containers/box/kill?signal=NOSUCH"));
    }

    @Test
    void renameNeedsAName() throws IOException {
        assertEquals(message(400, "Neither old nor new names may be empty"), text("POST", "/containers/box/rename"));
        assertEquals(204, server.send("POST", "/containers/box/rename?name=b2").status());
        verify(server.containers).rename("box", "b2");
    }

    @Test
    void removeHasItsFlags() throws IOException {
        assertEquals(
                204, server.send("DELETE", "/containers/box?v=1&force=true").status());
        verify(server.containers).remove("box", true, true);
        assertEquals(204, server.send("DELETE", "/containers/web/db?link=1").status());
        verify(server.containers).unlink("web/db");
    }

    @Test
    void resizeNeedsBothNumbers() throws IOException {
        assertEquals(
                200, server.send("POST", "/containers/box/resize?h=24&w=80").status());
        verify(server.containers).resize("box", new TerminalSize(24, 80));
        assertEquals(message(400, "strconv.Atoi: parsing \"\": invalid syntax"), text("POST", "/exec/abc/resize?h=24"));
    }

    @ParameterizedTest
    @CsvSource({"POST, /containers/REF/pause", "GET, /containers/REF/changes", "POST, /commit?container=REF&repo=x"})
    void whatIsNotSupportedStillNeedsItsContainer(String method, String path) throws IOException {
        when(server.containers.inspect("ghost")).thenThrow(EngineException.notFound("No such container: ghost"));

        assertEquals(message(404, "No such container: ghost"), text(method, "/v1.45" + path.replace("REF", "ghost")));
        Wire.Answer answer = server.send(method, "/v1.45" + path.replace("REF", "box"));
        assertEquals(501, answer.status());
        assertTrue(answer.body().contains("is not supported"), answer.body());
    }

    @ParameterizedTest
    @CsvSource({"GET, /images/REF/get", "GET, /images/get?names=there&names=REF"})
    void whatIsNotSupportedStillNeedsItsImage(String method, String path) throws IOException {
        when(server.images.inspect("ghost")).thenThrow(EngineException.notFound("No such image: ghost"));

        assertEquals(message(404, "No such image: ghost"), text(method, "/v1.45" + path.replace("REF", "ghost")));
        assertEquals(
                501, server.send(method, "/v1.45" + path.replace("REF", "box")).status());
    }

    @Test
    void nothingIsEverPaused() throws IOException {
        ContainerView box = mock(ContainerView.class, RETURNS_DEEP_STUBS);
        when(box.record().id()).thenReturn("abc");
        when(server.containers.inspect("box")).thenReturn(box);

        assertEquals(message(500, "Container abc is not paused"), text("POST", "/v1.45/containers/box/unpause"));
    }

    @Test
    void imagesAreGivenNames() throws IOException {
        assertEquals(
                201,
                server.send("POST", "/images/library/web:1/tag?repo=r.example:5000/app&tag=2")
                        .status());
        verify(server.images).tag("library/web:1", "r.example:5000/app", "2");
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
    void pullPassesOnWhatWasAsked() throws IOException {
        when(server.images.pull(anyString(), anyString(), any()))
                .thenReturn(List.of(
                        new PullProgress("1.36", "Pulling from library/busybox"),
                        new PullProgress("", "Status: done")));
        String auth = Base64.getUrlEncoder()
                .encodeToString(
                        "{\"username\":\"u\",\"password\":\"p\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Wire.Answer answer = server.send(
                "POST",
                "/images/create?fromImage=r.example:5000/busybox&tag=1.36&platform=linux/arm64",
                "X-Registry-Auth: " + auth);

        assertEquals("""
            200 application/json
            {"status":"Pulling from library/busybox","id":"1.36"}\r
            {"status":"Status: done"}
            """.stripTrailing(), answer.text().stripTrailing());
        assertEquals("chunked", answer.header("Transfer-Encoding"));
        verify(server.images)
                .pull("r.example:5000/busybox:1.36", "linux/arm64", Optional.of(new RegistryAuth("u", "p", "", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "fromImage=busybox, busybox",
        "fromImage=busybox:, busybox",
        "fromImage=busybox:1&tag=2, busybox:2",
        "fromImage=r:5/b&tag=sha256:00, r:5/b@sha256:00",
        "fromImage=b@sha256:00&tag=2, b:2"
    })
    void tagsAndDigestsAreJoined(String query, String reference) throws IOException {
        server.send("POST", "/images/create?" + query);
        verify(server.images).pull(reference, "", Optional.empty());
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
        verify(server.networks).connect("net", "box", List.of("db"), List.of("web:w"));
        String out = "@{\"Container\":\"box\",\"Force\":true}";
        assertEquals(
                200, server.send("POST", "/networks/net/disconnect", JSON, out).status());
        verify(server.networks).disconnect("net", "box", true);
        assertEquals(204, server.send("DELETE", "/networks/net").status());
        String fixed = "@{\"Container\":\"box\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"10.0.0.9\"}}}";
        assertEquals(
                501, server.send("POST", "/networks/net/connect", JSON, fixed).status());
    }

    @Test
    void systemPruneIsToldThatThereIsNoBuildCache() throws IOException {
        assertEquals(
                "200 application/json\n{\"CachesDeleted\":null,\"SpaceReclaimed\":0}", text("POST", "/build/prune"));
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

    @Test
    void imagesAreRemovedByReferencesWithSlashes() throws IOException {
        when(server.images.remove(anyString(), anyBoolean())).thenReturn(List.of());
        assertEquals("200 application/json\n[]", text("DELETE", "/images/r.example:5000/a/b:1?force=1"));
        verify(server.images).remove("r.example:5000/a/b:1", true);
    }
}
