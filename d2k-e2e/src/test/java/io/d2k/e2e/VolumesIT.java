package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.SharedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What volumes hold, where they come from, and what is left of a container that does not run. */
@ExtendWith(SharedServer.class)
class VolumesIT {
    private static final String LIST = "ls /etc | grep -c passwd; stat -c %a /etc";

    @TempDir
    private Path dir;

    private static String filledBy(Namespace namespace, String claim) {
        return namespace
                .kubectl("get", "pvc", claim, "-o", "jsonpath={.metadata.annotations.d2k\\.io/filled}")
                .exits(0)
                .text();
    }

    private static String initContainers(Namespace namespace, String object) {
        return namespace
                .kubectl("get", object, "-o", "jsonpath={..initContainers[*].name}")
                .exits(0)
                .text();
    }

    @Test
    void aNewVolumeTakesOverTheImagesContentOnce(Docker docker, Namespace namespace) {
        String first = docker.ok("run", "--rm", "-v", "filled:/etc", "busybox", "sh", "-c", LIST);
        assertTrue(first.startsWith("1"), first);
        assertEquals("true", filledBy(namespace, "filled"));
        docker.ok("create", "--name", "second", "-v", "filled:/etc", "busybox", "true");
        assertEquals("", initContainers(namespace, "podtemplate/second"), "a volume with content costs nothing");
        docker.ok("run", "--rm", "-v", "filled:/x", "busybox", "rm", "/x/passwd");
        assertEquals(
                "0",
                docker.run("run", "--rm", "-v", "filled:/etc", "busybox", "sh", "-c", "ls /etc | grep -c passwd")
                        .text());
        docker.ok("rm", "second");
        docker.ok("volume", "rm", "filled");
    }

    @Test
    void aDeploymentLosesItsInitContainerWithItsNextStart(Docker docker, Namespace namespace) {
        docker.ok("run", "-d", "--name", "served", "--restart", "always", "-v", "/etc", "busybox", "sleep", "1000");
        assertEquals("1", docker.ok("exec", "served", "sh", "-c", "ls /etc | grep -c passwd"));
        assertEquals("d2k-fill", initContainers(namespace, "deployment/served"));
        docker.ok("restart", "-t", "1", "served");
        assertEquals("", initContainers(namespace, "deployment/served"));
        assertEquals("1", docker.ok("exec", "served", "sh", "-c", "ls /etc | grep -c passwd"));
    }

    @Test
    void nocopyLeavesItEmpty(Docker docker) {
        assertEquals(
                "0",
                docker.run("run", "--rm", "-v", "bare:/etc:nocopy", "busybox", "sh", "-c", "ls /etc | grep -c passwd")
                        .text());
        docker.ok("volume", "rm", "bare");
    }

    @Test
    void volumesComeFromAnotherContainerAndOutliveIt(Docker docker) {
        docker.ok("create", "--name", "owner", "-v", "shared:/data", "busybox");
        docker.ok("create", "--name", "guest", "--volumes-from", "owner:ro", "busybox", "touch", "/data/x");
        docker.ok("rm", "owner");
        assertEquals(
                "/data shared false",
                docker.inspect("guest", "{{range .Mounts}}{{.Destination}} {{.Name}} {{.RW}}{{end}}"));
        assertTrue(docker.run("volume", "rm", "shared").exits(1).stderr().contains("volume is in use"));
        assertTrue(docker.run("start", "-a", "guest").exits(1).stderr().contains("Read-only file system"));
        docker.ok("rm", "guest");
        docker.ok("volume", "rm", "shared");
    }

    @Test
    void anNfsVolumeIsAClaimOfTheClassOfItsServer(Docker docker, Namespace namespace) {
        String server = namespace.name() + ".example";
        Outcome refused = docker.run(
                        "volume",
                        "create",
                        "--opt",
                        "type=nfs",
                        "--opt",
                        "o=addr=" + server + ",rw",
                        "--opt",
                        "device=:/path",
                        "db-data")
                .exits(1);
        assertTrue(
                refused.stderr()
                        .contains("NFS volume \"db-data\": no StorageClass with provisioner \"nfs.csi.k8s.io\""
                                + " and server=\"" + server + "\" found in cluster"),
                refused::toString);
        Cluster.apply(namespace.name(), """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %s}
                provisioner: nfs.csi.k8s.io
                parameters: {server: %s, share: /path}
                """.formatted(namespace.name(), server));
        try {
            Eventually.holds(
                    "d2k sees the class",
                    Docker.LIMIT,
                    () -> docker.run(
                                            "volume",
                                            "create",
                                            "--driver",
                                            "local",
                                            "--opt",
                                            "type=nfs",
                                            "--opt",
                                            "o=addr=" + server + ",ro",
                                            "--opt",
                                            "device=:/path",
                                            "db-data")
                                    .exitCode()
                            == 0);
            assertEquals(
                    namespace.name() + " ReadWriteMany",
                    namespace
                            .kubectl(
                                    "get",
                                    "pvc",
                                    "db-data",
                                    "-o",
                                    "jsonpath={.spec.storageClassName} {.spec.accessModes[0]}")
                            .text());
            docker.ok("create", "--name", "reader", "-v", "db-data:/d", "busybox");
            assertEquals(
                    "true",
                    namespace
                            .kubectl(
                                    "get",
                                    "podtemplate",
                                    "reader",
                                    "-o",
                                    "jsonpath={.template.spec.containers[0].volumeMounts[0].readOnly}")
                            .text(),
                    "o=ro holds for every mount");
            docker.ok("rm", "reader");
            docker.ok("volume", "rm", "db-data");
        } finally {
            Cluster.kubectl("delete", "storageclass", namespace.name());
        }
    }

    @Test
    void otherDriverOptionsAreRefused(Docker docker, Namespace namespace) {
        var before = namespace.objects();
        assertTrue(docker.run("volume", "create", "--opt", "foo=bar", "vol1")
                .exits(1)
                .stderr()
                .contains("create vol1: invalid option: \"foo\""));
        assertTrue(docker.run("volume", "create", "--opt", "type=tmpfs", "--opt", "device=tmpfs", "vol1")
                .exits(1)
                .stderr()
                .contains("volumes of type \"tmpfs\" are not available"));
        assertTrue(docker.run(
                        "create",
                        "-v",
                        "fresh:/f",
                        "--mount",
                        "type=volume,source=vol1,target=/x,volume-driver=nosuch",
                        "busybox")
                .exits(1)
                .stderr()
                .contains("plugin \"nosuch\" not found"));
        before.removeIf(o -> o.startsWith("configmap/d2k-image-"));
        var after = namespace.objects();
        after.removeIf(o -> o.startsWith("configmap/d2k-image-"));
        assertEquals(before, after, "a refusal leaves nothing behind");
    }

    @Test
    void exportCarriesTheFilesOfAContainerButNotThoseOfItsVolumes(Docker docker) throws Exception {
        docker.runDetached("out", "mkdir /own; echo mine >/own/file; echo up; exec sleep 1000");
        docker.awaitLog("out", "up");
        docker.ok("export", "-o", dir + "/out.tar", "out");
        Process untar = new ProcessBuilder("tar", "-xOf", dir + "/out.tar", "own/file").start();
        assertEquals("mine\n", new String(untar.getInputStream().readAllBytes(), StandardCharsets.UTF_8));

        docker.ok(
                "run",
                "-d",
                "--name",
                "kept",
                "-v",
                "kept:/data",
                "busybox",
                "sh",
                "-c",
                "touch /data/f; echo up; exec sleep 1000");
        docker.awaitLog("kept", "up");
        docker.ok("export", "-o", dir + "/kept.tar", "kept");
        Process list = new ProcessBuilder("tar", "-tf", dir + "/kept.tar").start();
        List<String> names = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertTrue(names.contains("data/") && names.contains("bin/busybox"), names::toString);
        assertFalse(names.contains("data/f"), names::toString);
    }

    @Test
    void filesAreCopiedOutOfAContainerThatWasNeverStarted(Docker docker, Namespace namespace) throws Exception {
        docker.ok("create", "--name", "fresh", "busybox", "true");
        docker.ok("cp", "-q", "fresh:/etc/passwd", dir.toString());
        assertTrue(Files.readString(dir.resolve("passwd")).startsWith("root:"));
        Files.writeString(dir.resolve("in"), "new");
        docker.ok("cp", "-q", dir + "/in", "fresh:/etc/in");
        docker.ok("cp", "-q", "fresh:/etc/in", dir + "/out");
        assertEquals("new", Files.readString(dir.resolve("out")));
        docker.ok("rm", "fresh");
        assertEquals(
                "",
                namespace
                        .kubectl("get", "pods", "-l", "d2k.io/kind=file-view", "-o", "name")
                        .text(),
                "the pod goes with the container");
    }

    @Test
    void largeFilesAreThereWhenTheProcessStarts(Docker docker, Namespace namespace) throws Exception {
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        Files.write(dir.resolve("large"), noise);
        Files.writeString(dir.resolve("first"), "first\n");
        Files.writeString(dir.resolve("last"), "last\n");
        docker.ok("create", "--name", "stuffed", "busybox", "sh", "-c", "cat /a /b; sha256sum </large");
        docker.ok("cp", "-q", dir + "/first", "stuffed:/a");
        docker.ok("cp", "-q", dir + "/first", "stuffed:/b");
        docker.ok("cp", "-q", dir + "/large", "stuffed:/large");
        docker.ok("cp", "-q", dir + "/last", "stuffed:/b");
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(noise));
        for (int start = 1; start <= 2; start++) {
            assertEquals("first\nlast\n" + sum + "  -", docker.ok("start", "-a", "stuffed"));
        }
        Files.write(dir.resolve("larger"), new byte[17 << 20]);
        docker.run("cp", "-q", dir + "/larger", "stuffed:/larger").exits(1);
        docker.ok("rm", "stuffed");
        // large ones are left to Kubernetes' garbage collection
        Eventually.equal(
                "",
                Docker.LIMIT,
                () -> namespace
                        .kubectl("get", "configmaps", "-l", "d2k.io/kind in (start-files,start-part)", "-o", "name")
                        .text());
    }

    @Test
    void ofAKilledContainerTheVolumesAreLeft(Docker docker) throws Exception {
        docker.ok(
                "run",
                "-d",
                "--name",
                "over",
                "--stop-timeout",
                "5", // so that the pod does not outlive it
                "-v",
                "/data",
                "busybox",
                "sh",
                "-c",
                "echo kept >/data/f; exec sleep 100");
        Eventually.equal(
                "kept",
                Docker.LIMIT,
                () -> docker.run("exec", "over", "cat", "/data/f").text());
        docker.ok("kill", "over");
        docker.ok("cp", "-q", "over:/data/f", dir.toString());
        assertEquals("kept\n", Files.readString(dir.resolve("f")));
        assertTrue(docker.run("cp", "-q", "over:/lost", dir.toString())
                .exits(1)
                .stderr()
                .contains("Kubernetes keeps no files of a container that does not run"));
    }

    @Test
    void ofMountsForOneTargetTheOneCountsThatDockerTakes(Docker docker) {
        docker.ok("create", "--name", "source", "-v", "given:/x", "busybox", "true");
        docker.ok(
                "create",
                "--name",
                "last",
                "--volumes-from",
                "source",
                "--volumes-from",
                "source:ro",
                "busybox",
                "true");
        assertEquals("given false", docker.inspect("last", "{{range .Mounts}}{{.Name}} {{.RW}}{{end}}"));
        assertEquals(
                "tmpfs",
                docker.ok(
                        "run",
                        "--rm",
                        "--volumes-from",
                        "source",
                        "--mount",
                        "type=volume,source=own,target=/x",
                        "--tmpfs",
                        "/x",
                        "busybox",
                        "sh",
                        "-c",
                        "grep ' /x ' /proc/mounts | cut -d' ' -f3"));
    }

    @Test
    void aTmpfsThatCannotBeMountedFailsTheStart(Docker docker) {
        var unknown = docker.run("run", "--name", "unknown", "--tmpfs", "/x:nope", "busybox", "true")
                .exits(125);
        assertTrue(
                unknown.stderr().contains("Error response from daemon: invalid tmpfs option \"nope\"."),
                unknown.stderr());
        assertEquals("created 128", docker.inspect("unknown", "{{.State.Status}} {{.State.ExitCode}}"));
        assertTrue(docker.run("run", "--name", "odd", "--tmpfs", "/x:size=abc", "busybox", "true")
                .exits(125)
                .stderr()
                .contains("data: size=abc: invalid argument"));
        assertEquals("created 128", docker.inspect("odd", "{{.State.Status}} {{.State.ExitCode}}"));
    }
}
