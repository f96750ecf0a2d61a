package io.d2k.domain.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeptLayerTest {
    @ParameterizedTest
    @CsvSource({
        "d2k: layer -1 /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs, -1,"
                + " /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
        "d2k: layer 000012 /var/lib/containers/storage/overlay/0a_b/diff, 12, /var/lib/containers/storage/overlay/0a_b/diff",
        "d2k: layer 000000 /a/..b/.c, 0, /a/..b/.c",
    })
    void aProcessTellsOfOne(String words, int archives, String path) {
        assertEquals(Optional.of(new KeptLayer("node-1", path, archives)), KeptLayer.told("node-1", words));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "done",
                "d2k: layer -1 ",
                "d2k: layer -1 relative/fs",
                "d2k: layer -1 /",
                "d2k: layer -1 /var/lib/x/../../etc",
                "d2k: layer -1 /var/lib/x/..",
                "d2k: layer -1 /var/./lib",
                "d2k: layer -1 /var//lib",
                "d2k: layer -1 /var/lib:/etc",
                "d2k: layer -1 /var/lib and more",
                "d2k: layer x /var/lib",
                "d2k: layer 1234567 /var/lib",
                "so d2k: layer -1 /var/lib",
            })
    void otherWordsAreNone(String words) {
        assertEquals(Optional.empty(), KeptLayer.told("node-1", words));
    }

    @Test
    void withoutANodeThereIsNone() {
        assertEquals(Optional.empty(), KeptLayer.told("", "d2k: layer -1 /var/lib"));
    }
}
