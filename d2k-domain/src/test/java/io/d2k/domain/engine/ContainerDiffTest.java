package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.file.FileChange;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.port.out.FileViews.Content;
import io.d2k.domain.port.out.PodProcesses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What containers are asked, and which pods are made, for {@code docker diff}. */
@Timeout(180)
class ContainerDiffTest {
    private static final KeptLayer LAYER =
            new KeptLayer("node-1", "/runtime", "/runtime/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs", -1);
    private static final String ANSWER = "/81a4 0 0 1 1700000000 0:0 ./new\n//\n///";

    private final Fixture f = new Fixture();
    private final Told told = new Told();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private ContainerDiff diff;
    private boolean task;

    @BeforeEach
    void processesThatLeaveFiles() {
        var config = new ImageConfig(
                List.of(), List.of("sh"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        f.cluster.images.answer("box", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
        f.cluster.containers.program(
                pod -> pod.onSignal(n -> pod.end(3)).leaves(LAYER).begin());
        var layers = new KeptLayers(f.cluster.views, told, EngineSettings.HostPaths.ANY, f.cluster.info::serverVersion);
        var viewing = new FileViewing(
                f.cluster.views,
                new VolumeFilling(f.cluster.volumes, EngineSettings.DEFAULT),
                new LayerPlacing(told, Bounded.LIMIT),
                layers,
                timer,
                Bounded.LIMIT);
        diff = new ContainerDiff(id -> task, layers, f.cluster.startFiles, told, viewing);
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        f.close();
    }

    private static Specs specs() {
        return Specs.of("box").cmd("sh", "-c", "x");
    }

    /** In place of what runs in pods: a shell here, which says what they would. */
    private static final class Told implements PodProcesses {
        private final LocalProcesses shell = new LocalProcesses();
        private Optional<KeptLayer> layer = Optional.of(LAYER);
        private String answer = "";
        private int code;
        private boolean answers = true;

        @Override
        public ProcessSession exec(PodObservation pod, List<String> command, Streams streams) {
            boolean compares = command.contains("d2k-diff");
            String said = compares
                    ? answer
                    : layer.map(l -> KeptLayer.WORDS + l.archives() + " " + l.path())
                            .orElse("");
            String script = "printf '%s\\n' \"$1\"; exit $2";
            return shell.exec(
                    pod,
                    List.of("/bin/sh", "-c", script, "sh", said, compares ? "" + code : answers ? "0" : "137"),
                    streams);
        }

        @Override
        public ProcessSession attach(PodObservation pod, Streams streams) {
            throw new UnsupportedOperationException();
        }
    }

    private List<FileChange> compared(String id, String answer, int code) {
        told.answer = answer;
        told.code = code;
        return changes(id);
    }

    private List<FileChange> changes(String id) {
        return Bounded.call(() -> diff.of(f.cluster.containers.find(id).orElseThrow()));
    }

    private Content shown() {
        return f.cluster.views.opened().getLast().content();
    }

    private EngineException refusal(String id) {
        return assertThrows(EngineException.class, () -> changes(id));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatRunsIsAskedWhereItsFilesLie(boolean removedAtItsEnd) {
        String id = f.run("box", removedAtItsEnd ? specs().rm() : specs());
        assertEquals(List.of(new FileChange("/new", FileChange.Kind.ADDED)), compared(id, ANSWER, 0));
        assertEquals(new Content.Layer(LAYER), shown());
    }

    @Test
    void whatHasEndedHasLeftThem() {
        String id = f.run("box", specs());
        Bounded.call(() -> f.containers.stop(id, "", Optional.empty()));
        assertEquals(List.of(), compared(id, "//\n///", 0));
        assertEquals(new Content.Layer(LAYER), shown());
    }

    /** Part of the truth would be a lie: the pod may have gone meanwhile, or have more to say than is heard. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "4, 0", "7, 0"})
    void whatCannotBeComparedIsNoAnswer(int lost, int code) {
        String id = f.run("box", specs());
        String heard = ANSWER.substring(0, ANSWER.length() - lost);
        assertEquals(
                ErrorKind.UNAVAILABLE,
                assertThrows(EngineException.class, () -> compared(id, heard, code))
                        .kind());
    }

    @Test
    void tasksHaveNoPodsThatCouldShowThem() {
        String id = f.run("box", specs());
        task = true;
        assertTrue(refusal(id).getMessage().endsWith("look at their files by docker exec"));
    }

    @Test
    void whatHasNotBegunHasNoneOfItsOwn() {
        String id = f.create("box", specs());
        assertEquals(List.of(), changes(id));
        f.cluster.startFiles.add(f.cluster.containers.find(id).orElseThrow().record(), List.of("sh"), new byte[1]);
        assertEquals(ErrorKind.UNSUPPORTED, refusal(id).kind());
        assertTrue(f.cluster.views.opened().isEmpty());
    }

    @Test
    void whatHasGoneWithItsPodIsNotKnown() {
        f.cluster.containers.program(pod -> pod.begin().end(0));
        String id = f.run("box", specs());
        f.awaitRecorded(id, 1);
        assertTrue(refusal(id).getMessage().contains("gone with its pod"));
        told.layer = Optional.empty();
        f.cluster.containers.program(pod -> pod.begin());
        String other = f.run("other", specs());
        assertTrue(refusal(other).getMessage().contains("nothing in it can tell"));
    }

    /** It is asked once more when the cluster has told of its end. */
    @Test
    void whatEndsWhileItIsAskedMayBeToldOfLater() {
        told.layer = Optional.empty();
        told.answers = false;
        String id = f.run("box", specs());
        assertEquals(ErrorKind.UNAVAILABLE, refusal(id).kind());
    }
}
