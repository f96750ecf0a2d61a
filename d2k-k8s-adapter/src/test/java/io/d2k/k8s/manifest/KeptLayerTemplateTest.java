package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script on this machine, by its shell, find and tar. */
@Timeout(180)
class KeptLayerTemplateTest {
    @TempDir
    Path dir;

    private Path root;
    private Path layer;

    @BeforeEach
    void places() throws IOException {
        root = Files.createDirectory(dir.resolve("root"));
        layer = Files.createDirectory(dir.resolve("layer"));
    }

    private static void write(Path directory, String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String apply(String... mounts) throws Exception {
        List<String> lines = new ArrayList<>(List.of("1 2 0:7 / / rw - overlay overlay rw,upperdir=/x"));
        Stream.of(mounts).map(m -> "1 2 0:8 /a " + m + " rw - ext4 /dev/x rw").forEach(lines::add);
        Path mountinfo = Files.write(dir.resolve("mountinfo"), lines);
        String script = KeptLayerTemplate.script(root.toString(), layer.toString(), mountinfo.toString());
        Process process = new ProcessBuilder("/bin/sh", "-c", script + "echo then").start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertEquals("", errors);
        return output;
    }

    private List<String> content() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> !p.equals(root))
                    .map(p -> root.relativize(p) + describe(p))
                    .sorted()
                    .toList();
        }
    }

    private static String describe(Path path) {
        try {
            if (Files.isSymbolicLink(path)) {
                return " -> " + Files.readSymbolicLink(path);
            }
            return Files.isDirectory(path) ? "/" : "=" + Files.readString(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What overlayfs keeps for what was removed; only root may make one. */
    private void whiteout(String name) throws Exception {
        Process process = new ProcessBuilder("mknod", layer.resolve(name).toString(), "c", "0", "0")
                .redirectErrorStream(true)
                .start();
        Assumptions.assumeTrue(process.waitFor() == 0, "device files can be made here");
    }

    @Test
    void whatWasWrittenIsThereAgain() throws Exception {
        write(root, "etc/passwd", "old");
        write(root, "etc/group", "kept");
        write(layer, "etc/passwd", "new");
        write(layer, "a b/[x]*", "odd");
        Files.createSymbolicLink(layer.resolve("link"), Path.of("nowhere"));
        Files.setPosixFilePermissions(layer.resolve("etc/passwd"), PosixFilePermissions.fromString("rwxr-x---"));

        assertEquals("then\n", apply());

        assertEquals(
                List.of("a b/", "a b/[x]*=odd", "etc/", "etc/group=kept", "etc/passwd=new", "link -> nowhere"),
                content());
        assertEquals(
                "rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("etc/passwd"))));
    }

    @Test
    void whatBecameSomethingElseIsThat() throws Exception {
        write(root, "file", "x");
        write(root, "directory/below", "x");
        write(root, "pointed/kept", "x");
        Files.createSymbolicLink(root.resolve("link"), Path.of("pointed"));
        write(layer, "file/below", "y");
        write(layer, "directory", "y");
        write(layer, "link/below", "y");

        assertEquals("then\n", apply());

        assertEquals(
                List.of("directory=y", "file/", "file/below=y", "link/", "link/below=y", "pointed/", "pointed/kept=x"),
                content());
    }

    @Test
    void whatIsMountedIsLeftAlone() throws Exception {
        write(root, "etc/hosts", "the node's");
        write(root, "data/[1]/x", "the volume's");
        write(root, "data/1/x", "the image's");
        write(layer, "etc/hosts", "");
        write(layer, "etc/hosts.allow", "new");
        write(layer, "data/[1]/x", "");
        write(layer, "data/1/x", "new");

        assertEquals("then\n", apply("/etc/hosts", "/data/[1]"));

        assertEquals("the node's", Files.readString(root.resolve("etc/hosts")));
        assertEquals("the volume's", Files.readString(root.resolve("data/[1]/x")));
        assertEquals("new", Files.readString(root.resolve("data/1/x")));
        assertEquals("new", Files.readString(root.resolve("etc/hosts.allow")));
    }

    @Test
    void whatWasRemovedIsGone() throws Exception {
        write(root, "etc/motd", "x");
        write(root, "usr/share/doc/x", "x");
        write(layer, "etc/new", "y");
        Files.createDirectories(layer.resolve("usr"));
        whiteout("etc/motd");
        whiteout("usr/share");

        assertEquals("then\n", apply());

        assertEquals(List.of("etc/", "etc/new=y", "usr/"), content());
        assertTrue(Files.notExists(root.resolve("etc/motd"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void filesThatCannotBePutInPlaceKeepTheProcessFromStarting() throws Exception {
        Files.delete(layer);
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        KeptLayerTemplate.script("/nosuch", layer.toString(), "/dev/null") + "echo then")
                .start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(errors.contains("d2k: the files of the last run cannot be put in place"), errors);
        assertEquals(125, process.waitFor());
        assertEquals(0, process.getInputStream().readAllBytes().length);
    }
}
