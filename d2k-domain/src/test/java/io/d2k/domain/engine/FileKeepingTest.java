package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ProcessState;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarReader;
import io.d2k.domain.port.in.Files.Placement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is copied into a container that does not run. */
@Timeout(180)
class FileKeepingTest extends FilesCase {
    @Test
    void whatGoesIntoAContainerThatDoesNotRunIsKeptForItsStart() throws IOException {
        String id = f.create("fresh", Specs.of("busybox").cmd("cat", "/etc/x"));
        byte[] archive = tar(entry(TarEntry.FILE, "x", 1), new byte[] {'x'});

        files.extract("fresh", new Placement("/etc", true, false), new ByteArrayInputStream(archive));

        var added = f.cluster.startFiles.added().getFirst();
        assertEquals(id, added.id());
        assertEquals(
                List.of("cat", "/etc/x"),
                added.argv().subList(added.argv().size() - 2, added.argv().size()));
        assertEquals(
                "etc/x",
                new TarReader(new ByteArrayInputStream(added.archive()))
                        .next()
                        .orElseThrow()
                        .name());
        assertTrue(files.stat("fresh", "/").directory());
    }

    @Test
    void whatCouldNotBeUnpackedAtTheStartIsRefused() throws IOException {
        Files.writeString(dir.resolve("f"), "x");
        Files.createDirectory(dir.resolve("real"));
        Files.createSymbolicLink(dir.resolve("link"), Path.of("real"));
        f.create("fresh", Specs.of("busybox").cmd("true"));
        byte[] archive = tar(entry(TarEntry.FILE, "x", 1), new byte[] {'x'});

        Refusals.refused(
                ErrorKind.NOT_FOUND,
                "Could not find the file " + dir + "/no/ in container fresh",
                () -> putInto("fresh", dir + "/no/", false, archive));
        Refusals.refused(
                ErrorKind.INTERNAL,
                "extraction point is not a directory",
                () -> putInto("fresh", dir + "/f", false, archive));
        Refusals.refused(
                ErrorKind.INTERNAL,
                "lstat " + dir + "/f/.: not a directory",
                () -> putInto("fresh", dir + "/f/.", false, archive));
        Refusals.refused(ErrorKind.INTERNAL, "not a directory", () -> putInto("fresh", dir + "/f/x", false, archive));
        assertEquals(List.of(), f.cluster.startFiles.added());

        putInto("fresh", dir + "/link", false, archive);
        var added =
                new ByteArrayInputStream(f.cluster.startFiles.added().getFirst().archive());
        assertEquals(
                dir.toRealPath().toString().substring(1) + "/real/x",
                new TarReader(added).next().orElseThrow().name());
    }

    @Test
    void whatIsKeptForTheStartTakesNoPlaceOfAnotherKindEither() throws IOException {
        Files.createDirectory(dir.resolve("a"));
        Files.writeString(dir.resolve("b"), "");
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("a"));
        f.create("fresh", Specs.of("busybox").cmd("true").binds("data:/srv/data"));
        byte[] directory = tar(entry(TarEntry.DIRECTORY, "b/", 0), new byte[0]);

        taken("directory", "/etc", "non-directory", "/", () -> putInto("fresh", "/", true, file("etc")));
        taken("directory", "/srv", "non-directory", "/", () -> putInto("fresh", "/", true, file("srv")));
        taken(
                "directory",
                dir + "/a",
                "non-directory",
                dir.toString(),
                () -> putInto("fresh", dir.toString(), true, file("a")));
        taken(
                "non-directory",
                dir + "/b",
                "directory",
                dir.toString(),
                () -> putInto("fresh", dir.toString(), true, directory));
        assertEquals(List.of(), f.cluster.startFiles.added());

        putInto("fresh", "/", true, file("new"));
        putInto("fresh", "/", true, tar(entry(TarEntry.DIRECTORY, "etc/", 0), new byte[0]));
        putInto("fresh", "/", false, file("srv"));
        putInto("fresh", dir.toString(), true, file("b"));
        putInto("fresh", dir.toString(), true, file("link"));
        putInto("fresh", dir.toString(), false, directory);
        assertEquals(
                List.of("new", "etc/", "srv", inside("b"), inside("link"), inside("b/")),
                f.cluster.startFiles.added().stream()
                        .map(a -> firstName(a.archive()))
                        .toList());
    }

    private static byte[] file(String name) {
        return tar(entry(TarEntry.FILE, name, 1), new byte[] {'x'});
    }

    private String inside(String name) throws IOException {
        return dir.toRealPath().toString().substring(1) + "/" + name;
    }

    private static String firstName(byte[] archive) {
        try {
            return new TarReader(new ByteArrayInputStream(archive))
                    .next()
                    .orElseThrow()
                    .name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void taken(String there, String path, String kind, String directory, Runnable put) {
        Refusals.refused(
                ErrorKind.INTERNAL,
                "cannot overwrite " + there + " \"" + path + "\" with " + kind + " \"" + directory + "\"",
                put);
    }

    @Test
    void withoutRoomForAPodThatShowsThePlaceTheArchiveIsKept() {
        f.create("fresh", Specs.of("busybox").cmd("true"));
        f.cluster.views.state(new ProcessState.Waiting("Pending", "0/3 nodes are available"));

        putInto("fresh", dir + "/no", false, tar(entry(TarEntry.FILE, "x", 1), new byte[] {'x'}));

        assertEquals(1, f.cluster.startFiles.added().size());
        assertEquals(0, f.cluster.views.open());
    }

    /** The node mounts its own over them, so that tar would fail at each start; in Docker they are hidden. */
    @Test
    void filesOfTheNodeAreNotKeptForAStart() throws IOException {
        f.create("fresh", Specs.of("busybox").cmd("true"));
        putInto("fresh", "/etc", false, tar(entry(TarEntry.FILE, "hosts", 1), new byte[] {'x'}));
        putInto("fresh", "/", false, tar(entry(TarEntry.FILE, "./etc/resolv.conf", 1), new byte[] {'x'}));
        putInto("fresh", "/srv", false, tar(entry(TarEntry.FILE, "hosts", 1), new byte[] {'x'}));
        List<Optional<String>> kept = new ArrayList<>();
        for (var added : f.cluster.startFiles.added()) {
            kept.add(new TarReader(new ByteArrayInputStream(added.archive()))
                    .next()
                    .map(TarEntry::name));
        }
        assertEquals(List.of(Optional.empty(), Optional.empty(), Optional.of("srv/hosts")), kept);
    }
}
