package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Has the shell, find and stat of this machine tell of a layer and of an image's files. */
@Timeout(180)
class LayerChangesRuleTest {
    private static final FileTime OF_IMAGE = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    Path dir;

    private Path image;
    private Path layer;

    @BeforeEach
    void places() throws IOException {
        image = Files.createDirectory(dir.resolve("image"));
        layer = Files.createDirectory(dir.resolve("layer"));
        write(image, "etc/group", "root:x:0:");
        write(image, "etc/passwd", "root:x:0:0:");
        write(image, "usr/bin/tool", "tool");
        write(image, "var/spool/mail/root", "");
    }

    private static void write(Path directory, String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, OF_IMAGE);
    }

    /** What overlayfs keeps for what was removed; only root may make one. */
    private void remove(String name) throws Exception {
        Files.createDirectories(layer.resolve(name).getParent());
        Process process = new ProcessBuilder("mknod", layer.resolve(name).toString(), "c", "0", "0")
                .redirectErrorStream(true)
                .start();
        Assumptions.assumeTrue(process.waitFor() == 0, "device files can be made here");
    }

    private List<String> changes() throws Exception {
        Process process = new ProcessBuilder(LayerChangesRule.command(layer.toString(), image.toString())).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertTrue(LayerChangesRule.whole(answer), answer);
        return LayerChangesRule.changes(answer).stream()
                .map(c -> c.kind().name().charAt(0) + " " + c.path())
                .collect(Collectors.toList());
    }

    @Test
    void nothingIsChangedAtFirst() throws Exception {
        assertEquals(List.of(), changes());
    }

    @Test
    void whatIsNewIsAddedWithAllBelowIt() throws Exception {
        write(layer, "a/b/c", "");
        write(layer, "a b/two\nlines", "");
        write(layer, "a-", "");
        Files.createSymbolicLink(layer.resolve("link"), Path.of("/etc"));
        assertEquals(
                List.of("A /a", "A /a/b", "A /a/b/c", "A /a b", "A /a b/two\nlines", "A /a-", "A /link"), changes());
    }

    /** Directories that hold changes are among them. */
    @Test
    void whatIsAnotherIsModified() throws Exception {
        write(layer, "etc/group", "root:x:0:me");
        write(layer, "usr/bin/new", "");
        assertEquals(List.of("M /etc", "M /etc/group", "M /usr", "M /usr/bin", "A /usr/bin/new"), changes());
    }

    @Test
    void whatIsGoneIsDeletedAsAWhole() throws Exception {
        remove("etc/passwd");
        remove("var/spool");
        remove("nowhere");
        assertEquals(List.of("M /etc", "D /etc/passwd", "M /var", "D /var/spool"), changes());
    }

    /** A file that was opened for writing is in the layer as it was. */
    @Test
    void whatIsTheSameIsNotTold() throws Exception {
        write(layer, "etc/group", "root:x:0:");
        assertEquals(List.of(), changes());
    }

    @Test
    void otherRightsAreAChange() throws Exception {
        write(layer, "usr/bin/tool", "tool");
        Files.setPosixFilePermissions(layer.resolve("usr/bin"), PosixFilePermissions.fromString("rwx------"));
        assertEquals(List.of("M /usr", "M /usr/bin"), changes());
        Files.setPosixFilePermissions(layer.resolve("usr/bin/tool"), PosixFilePermissions.fromString("rwx------"));
        assertEquals(List.of("M /usr", "M /usr/bin", "M /usr/bin/tool"), changes());
    }

    @Test
    void whatBecameSomethingElseIsModified() throws Exception {
        write(layer, "etc/group/below", "");
        write(layer, "var/spool", "a file now");
        Files.createSymbolicLink(image.resolve("pointed"), Path.of("etc"));
        write(layer, "pointed/passwd", "root:x:0:0:");
        assertEquals(
                List.of(
                        "M /etc",
                        "M /etc/group",
                        "A /etc/group/below",
                        "M /pointed",
                        "A /pointed/passwd",
                        "M /var",
                        "M /var/spool"),
                changes());
    }

    /** The Docker Engine has such things below the container's own files. */
    @Test
    void whatTheNodeAndD2kMakeIsNotTheContainers() throws Exception {
        write(layer, "etc/hosts", "");
        write(layer, "etc/resolv.conf", "");
        write(layer, "var/lib/d2k/id", "");
        write(layer, "dev/termination-log", "");
        write(layer, "run/secrets/kubernetes.io/serviceaccount/token", "");
        assertEquals(List.of(), changes());
        write(layer, "var/lib/own", "");
        write(layer, "etc/hosts.allow", "");
        assertEquals(List.of("M /etc", "A /etc/hosts.allow", "M /var", "A /var/lib", "A /var/lib/own"), changes());
    }

    /** Of an image without a directory for it. */
    @Test
    void whatHoldsNothingElseIsNotEither() throws Exception {
        for (String name : List.of("etc/group", "etc/passwd", "etc")) {
            Files.delete(image.resolve(name));
        }
        write(layer, "etc/hosts", "");
        assertEquals(List.of(), changes());
    }
}
