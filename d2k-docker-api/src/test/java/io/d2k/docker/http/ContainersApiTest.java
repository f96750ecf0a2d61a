package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.Created;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.TerminalSize;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers, as a Docker Engine 26.1 answers of them. */
class ContainersApiTest extends ApiCase {
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
    @CsvSource("POST, /commit?container=REF&repo=x")
    void whatIsNotSupportedStillNeedsItsContainer(String method, String path) throws IOException {
        when(server.containers.inspect("ghost")).thenThrow(EngineException.notFound("No such container: ghost"));

        assertEquals(message(404, "No such container: ghost"), text(method, "/v1.45" + path.replace("REF", "ghost")));
        Wire.Answer answer = server.send(method, "/v1.45" + path.replace("REF", "box"));
        assertEquals(501, answer.status());
        assertTrue(answer.body().contains("is not supported"), answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, 501, pause is not supported: Kubernetes cannot freeze a pod; stop it",
        "RESTARTING, 409, 'Container abc is restarting, wait until the container is running'",
        "CREATED, 409, container abc is not running",
        "EXITED, 409, container abc is not running"
    })
    void onlyWhatRunsCouldBePaused(ContainerStatus status, int code, String why) throws IOException {
        ContainerView box = mock(ContainerView.class, RETURNS_DEEP_STUBS);
        when(box.id()).thenReturn("abc");
        when(box.state().status()).thenReturn(status);
        when(server.containers.inspect("box")).thenReturn(box);

        assertEquals(message(code, why), text("POST", "/v1.45/containers/box/pause"));
    }

    /** Clients ask for them without asking first whether the engine has them: bollard's {@code list_checkpoints}. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void checkpointsAreRefusedInWords(String method) throws IOException {
        assertEquals(
                message(501, "checkpoints are not supported: Kubernetes cannot restore a process"),
                text(method, "/v1.45/containers/box/checkpoints"));
    }

    @Test
    void nothingIsEverPaused() throws IOException {
        ContainerView box = mock(ContainerView.class, RETURNS_DEEP_STUBS);
        when(box.record().id()).thenReturn("abc");
        when(server.containers.inspect("box")).thenReturn(box);

        assertEquals(message(500, "Container abc is not paused"), text("POST", "/v1.45/containers/box/unpause"));
    }
}
