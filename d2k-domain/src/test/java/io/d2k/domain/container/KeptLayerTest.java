package io.d2k.domain.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeptLayerTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "-1, /var/lib/containerd, /io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
        "000012, /var/lib/containers/storage, /overlay/ID/diff",
        "000000, /a/..b/.c, /overlay2/ID/diff",
    })
    void aProcessTellsOfOne(String archives, String runtime, String below) {
        String path = runtime + below.replace("ID", ID);
        assertEquals(
                Optional.of(new KeptLayer("node-1", runtime, path, Integer.parseInt(archives))),
                KeptLayer.told("node-1", "d2k: layer " + archives + " " + path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "done",
                "d2k: layer -1 ",
                "d2k: layer -1 /",
                "d2k: layer -1 /etc",
                "d2k: layer -1 r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
                "d2k: layer -1 /r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs/etc",
                "d2k: layer -1 /r/io.containerd.snapshotter.v1.overlayfs/snapshots/x/fs",
                "d2k: layer -1 /r/../io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
                "d2k: layer -1 /r/./x/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
                "d2k: layer -1 /r//x/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
                "d2k: layer -1 /r:/x/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
                "d2k: layer -1 /r/overlay2/0123/diff",
                "d2k: layer -1 /r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs and more",
                "d2k: layer x /r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
                "d2k: layer 1234567 /r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
                "so d2k: layer -1 /r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
            })
    void otherWordsAreNone(String words) {
        assertEquals(Optional.empty(), KeptLayer.told("node-1", words));
    }

    /** What is nested in a layer is a container's to name, and not the runtime's. */
    @Test
    void theRuntimesDirectoryIsAllOfThePathBeforeItsOwnPart() {
        String layer = "/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs";
        assertEquals(Optional.of("/r" + layer + "/x"), KeptLayer.runtime("/r" + layer + "/x" + layer));
    }

    @Test
    void withoutANodeThereIsNone() {
        assertEquals(Optional.empty(), KeptLayer.told("", "d2k: layer -1 /r/overlay2/" + ID + "/diff"));
    }
}
