package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.SharedServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docker-java, which Testcontainers stands on. */
@ExtendWith(SharedServer.class)
class DockerJavaIT {
    private static final long SECONDS = 150;

    private final D2kServer server;
    private DockerClient client;

    DockerJavaIT(D2kServer server) {
        this.server = server;
    }

    @BeforeEach
    void connect() {
        client = DockerClientImpl.getInstance(
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(server.host())
                        .withDockerTlsVerify(false)
                        .build(),
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(URI.create(server.host()))
                        .build());
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    @Test
    void pingsAndReadsTheVersion() {
        client.pingCmd().exec();

        assertEquals("linux", client.versionCmd().exec().getOperatingSystem());
        assertEquals("linux", client.infoCmd().exec().getOsType());
    }

    @Test
    void runsWaitsAndReadsTheLog() throws InterruptedException {
        String id = create("once", "echo out; echo err >&2; exit 7");
        client.startContainerCmd(id).exec();

        int code = client.waitContainerCmd(id).start().awaitStatusCode(SECONDS, TimeUnit.SECONDS);
        assertEquals(7, code);

        Output output = new Output();
        client.logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(output);
        assertTrue(output.awaitCompletion(SECONDS, TimeUnit.SECONDS));
        assertEquals("out\n", output.of(StreamType.STDOUT));
        assertEquals("err\n", output.of(StreamType.STDERR));

        assertEquals(7L, client.inspectContainerCmd(id).exec().getState().getExitCodeLong());
        client.removeContainerCmd(id).exec();
        assertThrows(
                NotFoundException.class, () -> client.inspectContainerCmd(id).exec());
    }

    @Test
    void attachesBeforeTheStart() throws InterruptedException {
        String id = create("attached", "echo out; echo err >&2");
        Output output = new Output();
        client.attachContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(output);
        assertTrue(output.awaitStarted(SECONDS, TimeUnit.SECONDS));
        client.startContainerCmd(id).exec();

        assertTrue(output.awaitCompletion(SECONDS, TimeUnit.SECONDS));
        assertEquals("out\n", output.of(StreamType.STDOUT));
        assertEquals("err\n", output.of(StreamType.STDERR));
    }

    @Test
    void execsAndReadsTheExitCode() throws InterruptedException {
        String id = create("box", "sleep 300");
        client.startContainerCmd(id).exec();
        String exec = client.execCreateCmd(id)
                .withCmd("sh", "-c", "echo $A; pwd; exit 9")
                .withEnv(List.of("A=b"))
                .withWorkingDir("/tmp")
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        Output output = new Output();
        client.execStartCmd(exec).exec(output);

        assertTrue(output.awaitCompletion(SECONDS, TimeUnit.SECONDS));
        assertEquals("b\n/tmp\n", output.of(StreamType.STDOUT));
        assertEquals(9L, client.inspectExecCmd(exec).exec().getExitCodeLong());
    }

    @Test
    void listsByLabel() {
        String id = client.createContainerCmd("busybox")
                .withName("labelled")
                .withCmd("true")
                .withLabels(Map.of("org.testcontainers.sessionId", "a/b:c"))
                .withHostConfig(HostConfig.newHostConfig().withAutoRemove(false))
                .exec()
                .getId();
        create("other", "true");

        List<Container> found = client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("org.testcontainers.sessionId", "a/b:c"))
                .exec();

        assertEquals(List.of(id), found.stream().map(Container::getId).toList());
        assertEquals("/labelled", found.get(0).getNames()[0]);
    }

    @Test
    void errorsAreThoseThatItKnows() {
        String id = create("taken", "true");

        assertThrows(ConflictException.class, () -> create("taken", "true"));
        assertThrows(
                NotFoundException.class, () -> client.startContainerCmd("ghost").exec());
        assertThrows(
                NotModifiedException.class, () -> client.stopContainerCmd(id).exec());
        assertThrows(
                NotFoundException.class,
                () -> client.inspectImageCmd("no-such:1").exec());
    }

    private String create(String name, String script) {
        CreateContainerResponse response = client.createContainerCmd("busybox")
                .withName(name)
                .withCmd("sh", "-c", script)
                .exec();
        return response.getId();
    }

    /** Gathers the frames of a stream. */
    private static final class Output extends ResultCallback.Adapter<Frame> {
        private final Map<StreamType, String> texts = new ConcurrentHashMap<>();

        @Override
        public void onNext(Frame frame) {
            texts.merge(frame.getStreamType(), new String(frame.getPayload(), StandardCharsets.UTF_8), String::concat);
        }

        String of(StreamType type) {
            return texts.getOrDefault(type, "");
        }
    }
}
