package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerView.MountPoint;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeFileViews;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.file.FileStat;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarReader;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.port.in.Files.Placement;
import io.d2k.domain.port.out.FileViews;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class ContainerFilesTest extends FilesCase {
    @Test
    void aFileGoesInAndOutByteForByteWithoutTheEndOfInput() throws IOException {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);

        put(dir.toString(), true, tar(entry(TarEntry.FILE, "f", content.length), content));

        assertArrayEquals(content, Files.readAllBytes(dir.resolve("f")));
        var bytes = new ByteArrayOutputStream();
        try (var archive = files.open("box", dir + "/f")) {
            assertEquals(content.length, archive.stat().size());
            assertEquals(0750, archive.stat().mode());
            archive.writeTo(bytes);
        }
        var reader = new TarReader(new ByteArrayInputStream(bytes.toByteArray()));
        assertEquals("f", reader.next().orElseThrow().name());
        var back = new ByteArrayOutputStream();
        reader.transfer(back);
        assertArrayEquals(content, back.toByteArray());
    }

    @Test
    void aDirectoryIsNamedAsItWasAskedFor() throws IOException {
        Files.createDirectories(dir.resolve("d/sub"));
        Files.writeString(dir.resolve("d/sub/it's $HOME"), "x");
        Files.createSymbolicLink(dir.resolve("link"), Path.of("d"));
        Files.createSymbolicLink(dir.resolve("lost"), Path.of("no/where"));

        assertEquals(List.of("d/", "d/sub/", "d/sub/it's $HOME"), names(dir + "/d"));
        assertEquals(List.of("./", "./sub/", "./sub/it's $HOME"), names(dir + "/d/."));
        assertEquals(List.of("link"), names(dir + "/link"));
        assertEquals(List.of("link/", "link/sub/", "link/sub/it's $HOME"), names(dir + "/link/"));
        FileStat link = files.stat("box", dir + "/link");
        assertEquals(dir + "/d", link.linkTarget());
        assertEquals(134218239, link.mode());
        assertEquals(dir + "/no/where", files.stat("box", dir + "/lost").linkTarget());
        assertTrue(files.stat("box", dir + "/d").directory());
    }

    @Test
    void whatIsMissingOrInTheWayIsToldInDockersWords() throws IOException {
        Files.createDirectory(dir.resolve("a"));
        Files.writeString(dir.resolve("b"), "");
        byte[] file = tar(entry(TarEntry.FILE, "a", 0), new byte[0]);
        byte[] directory = tar(entry(TarEntry.DIRECTORY, "b/", 0), new byte[0]);

        String missing = "Could not find the file " + dir + "/no in container box";
        Refusals.refused(ErrorKind.NOT_FOUND, missing, () -> files.stat("box", dir + "/no"));
        Refusals.refused(ErrorKind.NOT_FOUND, missing, () -> files.open("box", dir + "/no"));
        Refusals.refused(ErrorKind.NOT_FOUND, missing, () -> put(dir + "/no", true, file));
        Refusals.refused(ErrorKind.INTERNAL, "extraction point is not a directory", () -> put(dir + "/b", true, file));
        Refusals.refused(
                ErrorKind.INTERNAL, "lstat " + dir + "/b/: not a directory", () -> files.stat("box", dir + "/b/"));
        Refusals.refused(
                ErrorKind.INTERNAL,
                "cannot overwrite directory \"" + dir + "/a\" with non-directory \"" + dir + "\"",
                () -> put(dir.toString(), true, file));
        Refusals.refused(
                ErrorKind.INTERNAL,
                "cannot overwrite non-directory \"" + dir + "/b\" with directory \"" + dir + "\"",
                () -> put(dir.toString(), true, directory));
        Refusals.refused(ErrorKind.INTERNAL, "unexpected EOF", () -> put(dir.toString(), true, new byte[] {1, 2}));

        Refusals.refused(
                ErrorKind.INTERNAL, "lstat " + dir + "/b/: not a directory", () -> put(dir + "/b/", true, file));
        Refusals.refused(ErrorKind.INTERNAL, "not a directory", () -> put(dir + "/b/x/y", true, file));

        put(dir.toString(), false, file);
        put(dir.toString(), false, directory);
        assertTrue(Files.isRegularFile(dir.resolve("a")));
        assertTrue(Files.isDirectory(dir.resolve("b")));
    }

    @Test
    void gzipIsRead() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(tar(entry(TarEntry.FILE, "z", 1), new byte[] {'z'}));
        }

        put(dir.toString(), true, bytes.toByteArray());

        assertEquals("z", Files.readString(dir.resolve("z")));
    }

    @Test
    void aContainerThatWasNeverStartedIsShownByAPodOfItsImage() throws IOException {
        Files.writeString(dir.resolve("f"), "x");
        String id = f.create("fresh", Specs.of("busybox").cmd("true"));

        assertEquals(List.of("f"), namesIn("fresh", dir + "/f"));
        assertEquals(1, files.stat("fresh", dir + "/f").size());

        assertEquals(
                List.of(new FakeFileViews.Opened(id, new FileViews.Content.Fresh(), List.of())),
                f.cluster.views.opened(),
                "the next copy finds the pod of the first");
        assertEquals(1, f.cluster.views.open());
        byte[] archive = tar(entry(TarEntry.FILE, "x", 1), new byte[] {'x'});
        files.extract("fresh", new Placement("/etc", true, false), new ByteArrayInputStream(archive));
        assertEquals(0, f.cluster.views.open(), "it does not show what has been copied since");
        assertEquals(List.of("f"), namesIn("fresh", dir + "/f"));
        files.close();
        assertEquals(0, f.cluster.views.open());
    }

    /** An answer of the image of a container, which tells that it has a shell. */
    private void imageWithAShell() {
        var config = new ImageConfig(
                List.of(), List.of("sh"), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        f.cluster.images.answer("shell", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
    }

    @Test
    void ofAnEndedContainerTheFilesAreShownThatItsNodeKeeps() throws IOException {
        imageWithAShell();
        Files.writeString(dir.resolve("f"), "x");
        var layer = new KeptLayer("node-1", "/runtime", "/runtime/1", -1);
        f.cluster.containers.program(pod -> pod.leaves(layer).begin().end(0));
        String id = f.run("over", Specs.of("shell").cmd("tool"));
        f.awaitRecorded(id, 1);

        assertEquals(List.of("f"), namesIn("over", dir + "/f"));

        assertEquals(
                new FileViews.Content.Left(layer),
                f.cluster.views.opened().getFirst().content());
        byte[] archive = tar(entry(TarEntry.FILE, "x", 1), new byte[] {'x'});
        files.extract("over", new Placement(dir.toString(), true, false), new ByteArrayInputStream(archive));
        assertEquals(0, f.cluster.views.open(), "it does not show what has been copied since");
        assertEquals(1, f.cluster.startFiles.added().size());
    }

    @Test
    void whereTheFilesAreOutOfReachTheVolumesAreLeft() {
        imageWithAShell();
        f.cluster.containers.program(pod -> pod.leaves(new KeptLayer("node-1", "/runtime", "/runtime/1", -1))
                .begin()
                .end(0));
        String id = f.run("over", Specs.of("shell").cmd("tool"));
        f.awaitRecorded(id, 1);
        f.cluster.views.state(new ProcessState.Waiting("ContainerCreating", ""));

        Refusals.unsupported(
                "container over is not running, and Kubernetes keeps no files of a container that does not run: copy"
                        + " while it runs, or keep the files in a volume",
                () -> files.open("over", dir + "/f"));
        assertEquals(0, f.cluster.views.open());
    }

    @Test
    void aPodThatMountsVolumesGoesAtOnceAndFillsThem() throws IOException {
        Files.writeString(dir.resolve("f"), "x");
        String id = f.create("fresh", Specs.of("busybox").cmd("true").binds("data:" + dir));
        assertEquals(List.of("f"), namesIn("fresh", dir + "/f"));
        assertEquals(id, f.cluster.views.opened().getFirst().id());
        assertEquals(1, f.cluster.views.opened().getFirst().fills().size());
        assertEquals(0, f.cluster.views.open());
    }

    @Test
    void ofAnEndedContainerOnlyItsVolumesAreLeft() throws Exception {
        Files.createDirectories(dir.resolve("v/d"));
        Files.writeString(dir.resolve("v/f"), "x");
        Files.writeString(dir.resolve("secret"), "x");
        Files.createSymbolicLink(dir.resolve("v/d/out"), dir);
        Files.createSymbolicLink(dir.resolve("v/link"), Path.of("f"));
        String id = f.create("over", Specs.of("busybox").cmd("true").binds("data:" + dir + "/v"));
        f.cluster.containers.program(pod -> pod.begin().end(0));
        f.containers.start(id);
        f.awaitRecorded(id, 1);

        assertEquals(List.of("f"), namesIn("over", dir + "/v/f"));
        assertEquals(List.of("d/", "d/out"), namesIn("over", dir + "/v/d"));
        assertEquals(List.of("link"), namesIn("over", dir + "/v/link"));
        assertEquals(List.of("v/", "v/d/", "v/d/out", "v/f", "v/link"), namesIn("over", dir + "/v"));
        assertEquals(
                new FileViews.Content.Foreign(),
                f.cluster.views.opened().getFirst().content());
        String words =
                "container over is not running, and Kubernetes keeps no files of a container that does not run: copy"
                        + " while it runs, or keep the files in a volume";
        Refusals.unsupported(words, () -> files.open("over", dir + "/secret"));
        Refusals.unsupported(words, () -> files.open("over", dir + "/v/d/out/secret"));
        Refusals.unsupported(words, () -> files.stat("over", dir + "/v/d/out/"));
        Refusals.refused(
                ErrorKind.NOT_FOUND,
                "Could not find the file " + dir + "/v/no in container over",
                () -> files.open("over", dir + "/v/no"));
        assertEquals(0, f.cluster.views.open());
    }

    @Test
    void whatEndsInBetweenIsReadAsWhatHasEnded() throws Exception {
        Files.createDirectories(dir.resolve("v"));
        Files.writeString(dir.resolve("v/f"), "x");
        f.pod(); // that of the box
        f.run("quick", Specs.of("busybox").cmd("sleep", "100").binds("data:" + dir + "/v"));
        var pod = f.pod();

        processes.endBeforeTheNext(() -> pod.end(0));
        assertEquals(List.of("f"), namesIn("quick", dir + "/v/f"));
        assertEquals(
                new FileViews.Content.Foreign(),
                f.cluster.views.opened().getFirst().content());
    }

    @Test
    void whatEndsInBetweenIsWrittenAsWhatHasEnded() throws Exception {
        f.pod(); // that of the box
        f.run("quick", Specs.of("busybox").cmd("sleep", "100"));
        var pod = f.pod();
        byte[] archive = tar(entry(TarEntry.FILE, "x", 1), new byte[] {'x'});

        processes.endBeforeTheNext(() -> pod.end(0));
        putInto("quick", dir.toString(), true, archive);
        assertEquals(1, f.cluster.startFiles.added().size(), "it is kept for the next start");
    }

    @Test
    void anImageWithoutAShellShowsNothing() {
        f.create("fresh", Specs.of("busybox").cmd("true"));
        f.cluster.views.state(new ProcessState.Ended(
                128,
                "StartError",
                "exec: \"/bin/sh\": no such file or directory",
                f.cluster.clock.instant(),
                f.cluster.clock.instant()));
        Refusals.unsupported(
                "cp is not possible with container fresh: its image has no shell, by which d2k carries files; use an image"
                        + " that has one, or a volume",
                () -> files.open("fresh", "/etc/passwd"));
        assertEquals(0, f.cluster.views.open());
    }

    @Test
    void placesThatAreReadOnlyAreRefused() {
        var mounts = List.of(
                new MountPoint("volume", "v", "", "/ro", "local", "ro", false, ""),
                new MountPoint("volume", "w", "", "/ro/rw", "local", "", true, ""));
        WritablePlaceRule.check("/etc", mounts, false);
        WritablePlaceRule.check("/ro/rw/x", mounts, true);
        Refusals.refused(
                ErrorKind.INTERNAL,
                "mounted volume is marked read-only",
                () -> WritablePlaceRule.check("/ro/x", mounts, false));
        Refusals.refused(
                ErrorKind.INTERNAL,
                "container rootfs is marked read-only",
                () -> WritablePlaceRule.check("/rox", mounts, true));
    }

    @Test
    void failuresOfToolsAreToldApart() {
        EngineException denied = FileFailure.of("tar: can't open 'q': Permission denied", "unpack", "/", "box");
        assertEquals(ErrorKind.FORBIDDEN, denied.kind());
        assertEquals(
                ErrorKind.INTERNAL,
                FileFailure.of("tar: write error: No space left on device", "unpack", "/", "box")
                        .kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tar: can't remove old file hosts: Device or resource busy",
                "tar: hosts: Cannot unlink: Device or resource busy\ntar: Exiting with failure status due to previous errors",
                "tar: ./hosts: Cannot open: Device or resource busy\ntar: Error is not recoverable: exiting now"
            })
    void aFileThatSomethingIsMountedOnIsToldInDockersWords(String words) {
        EngineException busy = FileFailure.unpacking(words, "/etc", "box");
        assertEquals(ErrorKind.INTERNAL, busy.kind());
        assertEquals("unlinkat /etc/hosts: device or resource busy", busy.getMessage());
    }
}
