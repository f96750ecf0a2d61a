package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.port.out.FileViews.Content;
import io.d2k.domain.port.out.PodProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that end just as their files are asked for. */
@Timeout(180)
class SuddenEndTest extends FilesCase {
    private static final KeptLayer LAYER = new KeptLayer("node-1", "/runtime", "/runtime/1", -1);

    /** What runc says of a process beside one that ends in this moment. */
    private static final String RESET =
            "echo 'OCI runtime exec failed: exec failed: unable to start container process: read"
                    + " init-p: connection reset by peer'; exit 126";

    private final Processes beside = new Processes();

    /** Does something before the first process beside the container's begins, which may refuse or kill it. */
    private static final class Processes implements PodProcesses {
        private final LocalProcesses shell = new LocalProcesses();
        private Optional<Runnable> first = Optional.empty();
        private String killed = "";

        @Override
        public ProcessSession exec(PodObservation pod, List<String> command, Streams streams) {
            Optional<Runnable> now = first;
            first = Optional.empty();
            now.ifPresent(Runnable::run);
            return shell.exec(
                    pod, now.isPresent() && !killed.isEmpty() ? List.of("/bin/sh", "-c", killed) : command, streams);
        }

        @Override
        public ProcessSession attach(PodObservation pod, Streams streams) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    PodProcesses processes() {
        return beside;
    }

    @BeforeEach
    void filesThatAreLeft() {
        var config = new ImageConfig(
                List.of(), List.of("sh"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        f.cluster.images.answer("img", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
        f.cluster.containers.program(pod -> pod.leaves(LAYER).begin());
    }

    private FakePod running() throws InterruptedException {
        f.pod(); // that of the container which each such test has
        f.run("brief", Specs.of("img").cmd("sh", "-c", "x"));
        return f.pod();
    }

    private void meanwhile(String killed, Consumer<FakePod> end) throws InterruptedException {
        FakePod pod = running();
        beside.killed = killed;
        beside.first = Optional.of(() -> {
            end.accept(pod);
            if (killed.isEmpty()) {
                throw new EngineException(ErrorKind.CONFLICT, "exec in pod p: the container is not running");
            }
        });
    }

    private Content shown() {
        return f.cluster.views.opened().getLast().content();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exit 137", RESET})
    void whatItHasLeftIsLookedAt(String killed) throws Exception {
        meanwhile(killed, pod -> pod.end(0));
        assertEquals(
                dir.getFileName().toString(),
                files.stat("brief", dir.toString()).name());
        assertEquals(new Content.Left(LAYER), shown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exit 137", RESET})
    void whatItHasLeftIsCopied(String killed) throws Exception {
        Files.writeString(dir.resolve("f"), "x");
        meanwhile(killed, pod -> pod.end(0));
        assertEquals(List.of("f"), namesIn("brief", dir + "/f"));
        assertEquals(new Content.Left(LAYER), shown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exit 137", RESET})
    void whatIsCopiedIntoItIsKeptForItsNextStart(String killed) throws Exception {
        meanwhile(killed, pod -> pod.end(0));
        putInto("brief", dir.toString(), false, tar(entry(TarEntry.FILE, "f", 1), new byte[] {1}));
        assertEquals(new Content.Left(LAYER), shown());
        assertEquals(List.of(), dirNames());
    }

    private List<String> dirNames() throws IOException {
        try (var found = Files.list(dir)) {
            return found.map(p -> p.getFileName().toString()).toList();
        }
    }

    /** Nobody waits for the end of what does not end: it is told that the directory is missing. */
    @Test
    void whatGoesOnIsAskedOnce() throws Exception {
        running();
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertThrows(EngineException.class, () -> files.stat("brief", dir + "/missing"))
                        .kind());
        assertEquals(List.of(), f.cluster.views.opened());
    }
}
