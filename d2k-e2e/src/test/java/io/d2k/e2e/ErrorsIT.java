package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Http;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.SharedServer;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked wrongly is answered with Docker's status and words. */
@ExtendWith(SharedServer.class)
class ErrorsIT {
    private final Docker docker;
    private final Http http;
    private final Namespace namespace;

    ErrorsIT(Docker docker, D2kServer server, Namespace namespace) {
        this.docker = docker;
        this.http = server.http();
        this.namespace = namespace;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start ghost",
                "stop ghost",
                "kill ghost",
                "restart ghost",
                "rm ghost",
                "wait ghost",
                "logs ghost",
                "attach ghost",
                "top ghost",
                "port ghost",
                "exec ghost true",
                "exec -d ghost true",
                "rename ghost spirit",
                "container inspect ghost"
            })
    void anUnknownContainerIsNamed(String command) {
        Outcome outcome = docker.run(command.split(" ")).exits(1);

        assertTrue(outcome.stderr().contains("Error response from daemon: "), outcome::toString);
        assertTrue(outcome.stderr().contains("No such container: ghost"), outcome::toString);
    }

    @Test
    void forcedRemovalOfAnUnknownContainerIsNoFailure() {
        assertTrue(docker.run("rm", "-f", "ghost").exits(0).stderr().contains("No such container: ghost"));
    }

    /** The node would refuse its pods, one after another. */
    @Test
    void aKernelParameterThatTheClusterIsTooOldForIsRefused() {
        Assumptions.assumeTrue(Cluster.minorVersion() < 29, "this cluster knows the parameter");
        Set<String> before = namespace.objects();

        Outcome outcome = docker.run("run", "-d", "--sysctl", "net.ipv4.tcp_fin_timeout=9", "busybox", "true")
                .exits(125);

        assertTrue(outcome.stderr().contains("is in the safe set of Kubernetes 1.29 and newer"), outcome::toString);
        assertEquals(before, namespace.objects());
    }

    /** Else the container would end at each of its starts. */
    @ParameterizedTest
    @CsvSource({
        "/none/, 404, Could not find the file /none/ in container unready",
        "/etc/passwd, 500, extraction point is not a directory",
        "/etc/passwd/, 500, lstat /etc/passwd/: not a directory",
        "/etc/passwd/x, 500, not a directory",
        "/etc, 200, ''"
    })
    void filesForTheStartGoIntoDirectoriesAlone(String place, int status, String message) {
        docker.ok("create", "--name", "unready", "busybox", "true");
        try {
            Http.Answer answer =
                    http.send("PUT", "/v1.45/containers/unready/archive?path=" + place, "", "application/x-tar");

            assertEquals(status, answer.status(), answer::toString);
            assertTrue(answer.body().contains(message), answer::toString);
        } finally {
            docker.ok("rm", "unready");
        }
    }

    @Test
    void aNameThatIsTakenIsAConflict() {
        String id = docker.ok("create", "--name", "taken", "busybox", "true");
        Set<String> before = namespace.objects();
        String message = "Conflict. The container name \"/taken\" is already in use by container \"" + id
                + "\". You have to remove (or rename) that container to be able to reuse that name.";

        assertTrue(docker.run("create", "--name", "taken", "busybox", "true")
                .exits(1)
                .stderr()
                .contains(message));
        assertTrue(docker.run("run", "-d", "--name", "taken", "busybox", "true")
                .exits(125)
                .stderr()
                .contains(message));
        assertEquals(409, create("taken", "{\"Image\":\"busybox\"}").status());
        assertEquals(before, namespace.objects(), "what is refused leaves nothing behind");
    }

    @Test
    void namesThatDifferInCaseOrPunctuationAreDifferent() {
        for (String name : new String[] {"UPPER", "upper", "under_score", "under-score", "under.score", "9digits"}) {
            docker.ok("create", "--name", name, "busybox", "true");
        }

        assertEquals(6, docker.run("ps", "-aq").lines().size());
        assertEquals("/UPPER", docker.inspect("UPPER", "{{.Name}}"));
        assertEquals("/under_score", docker.inspect("under_score", "{{.Name}}"));
    }

    @Test
    void aContainerIsFoundByNameIdOrPrefix() {
        String id = docker.ok("create", "--name", "found", "busybox", "true");

        for (String reference : new String[] {"found", "/found", id, id.substring(0, 12), id.substring(0, 4)}) {
            assertEquals(id, docker.inspect(reference, "{{.Id}}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{bad", "", "[]", "{\"Image\":\"busybox\",\"Cmd\":5}", "{\"Image\":5}", "nothing"})
    void jsonThatIsNoneIsRefused(String body) {
        Set<String> before = namespace.objects();

        Http.Answer answer = create("bad", body);

        assertEquals(400, answer.status(), answer::toString);
        assertTrue(answer.body().startsWith("{\"message\":\""), answer::toString);
        assertEquals(before, namespace.objects());
    }

    @Test
    void unknownFieldsAreAccepted() {
        Http.Answer answer =
                create("lenient", "{\"Image\":\"busybox\",\"NoSuchField\":{\"a\":[1]},\"HostConfig\":{\"Nor\":1}}");

        assertEquals(201, answer.status(), answer::toString);
    }

    @Test
    void aBodyThatIsNotJsonIsRefused() {
        Http.Answer answer = http.send("POST", "/v1.45/containers/create", "{\"Image\":\"busybox\"}", "text/plain");

        assertEquals(400, answer.status());
        assertTrue(answer.body().contains("unsupported Content-Type header"), answer::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET    | /v1.45/nope                                             | 404 | page not found
                    PUT    | /v1.45/containers/json                                  | 404 | page not found
                    GET    | /v1.99/version                                          | 400 | client version 1.99 is too new
                    GET    | /v1.23/containers/json                                  | 400 | client version 1.23 is too old
                    GET    | /v1.45/containers/json?filters=bad                      | 400 | invalid filter
                    GET    | /v1.45/containers/json?filters=%7B%22bogus%22:%5B%22x%22%5D%7D | 400 | invalid filter
                    GET    | /v1.45/containers/ghost/logs?stdout=1                   | 404 | No such container: ghost
                    DELETE | /v1.45/containers/ghost                                 | 404 | No such container: ghost
                    POST   | /v1.45/containers/ghost/wait                            | 404 | No such container: ghost
                    POST   | /v1.45/commit?container=ghost                           | 404 | No such container: ghost
                    GET    | /v1.45/exec/0000/json                                   | 404 | No such exec instance: 0000
                    GET    | /v1.45/images/no-such:1/json                            | 404 | No such image: no-such:1
                    """)
    void requestsOutOfPlaceAreAnsweredInJson(String method, String path, int status, String message) {
        Http.Answer answer = http.send(method, path, "", "");

        assertEquals(status, answer.status(), answer::toString);
        assertEquals("application/json", answer.contentType());
        assertTrue(answer.body().startsWith("{\"message\":\"") && answer.body().contains(message), answer::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1.45/build",
                "/v1.45/session",
                "/v1.45/images/load",
            })
    void whatKubernetesCannotDoIs501WithASentence(String path) {
        Http.Answer answer = http.send("POST", path, "", "");

        assertEquals(501, answer.status(), answer::toString);
        assertTrue(answer.body().matches("(?s)\\{\"message\":\".{20,}\"\\}\\s*"), answer::toString);
    }

    private Http.Answer create(String name, String body) {
        return http.send("POST", "/v1.45/containers/create?name=" + name, body);
    }
}
