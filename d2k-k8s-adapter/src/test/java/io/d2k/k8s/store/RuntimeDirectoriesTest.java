package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeDirectoriesTest {
    private static final String OVERLAY = "1 2 0:73 / / rw - overlay overlay rw,lowerdir=/l/1,upperdir=%s,workdir=/w";
    private static final String CONTAINERD = "/io.containerd.snapshotter.v1.overlayfs/snapshots/9/fs";

    @TempDir
    Path proc;

    private void process(String name, String space, String... mounts) throws IOException {
        Path ns = Files.createDirectories(proc.resolve(name).resolve("ns"));
        Files.createSymbolicLink(ns.resolve("pid"), Path.of("pid:[" + space + "]"));
        Files.writeString(proc.resolve(name).resolve("mountinfo"), String.join("\n", mounts));
    }

    private Map<String, Boolean> known(String... directories) {
        var runtimes = new RuntimeDirectories(proc);
        Map<String, Boolean> known = new TreeMap<>();
        for (String directory : directories) {
            known.put(directory, runtimes.has(directory));
        }
        return known;
    }

    @Test
    void theUsualOnesAreKnownAndThoseThatProcessesHereHaveMounted() throws Exception {
        process("self", "1");
        process("7", "1", "0 1 8:1 / / rw - ext4 /dev/x rw", OVERLAY.formatted("/data/containerd" + CONTAINERD));
        process("8", "1", OVERLAY.formatted("/home/me/changes"));
        process("9", "1", "4 2 8:1 /a /x rw - ext4 /dev/x rw,upperdir=/other" + CONTAINERD);
        process("10", "2", OVERLAY.formatted("/of/a/container" + CONTAINERD));
        assertEquals(
                Map.of(
                        "/var/lib/containerd",
                        true,
                        "/data/containerd",
                        true,
                        "/home/me",
                        false,
                        "/other",
                        false,
                        "/of/a/container",
                        false),
                known("/var/lib/containerd", "/data/containerd", "/home/me", "/other", "/of/a/container"));
    }

    @Test
    void whereNothingIsToldTheUsualOnesAreKnown() {
        assertEquals(Map.of("/var/lib/docker", true, "/data", false), known("/var/lib/docker", "/data"));
    }
}
