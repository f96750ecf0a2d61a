package io.d2k.domain.image.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shared layers count once; each image has 10 bytes of configuration besides its layers. */
class LayerRoomRuleTest {
    private static final ImageFacts BASE = image("base", List.of("a"), 100);
    private static final ImageFacts WEB = image("web", List.of("a", "b"), 100, 30);
    private static final ImageFacts OTHER = image("other", List.of("c", "a"), 7, 100);

    @Test
    void aLayerOverTheSameOnesIsThereOnce() {
        assertEquals(100 + 30 + 20, LayerRoomRule.total(List.of(BASE, WEB)));
        assertEquals(100, LayerRoomRule.shared(WEB, List.of(BASE, WEB)));
        assertEquals(100, LayerRoomRule.shared(BASE, List.of(BASE, WEB)));
    }

    @Test
    void theSameFilesOverOthersAreAnotherLayer() {
        assertEquals(100 + 7 + 100 + 20, LayerRoomRule.total(List.of(BASE, OTHER)));
        assertEquals(0, LayerRoomRule.shared(OTHER, List.of(BASE, OTHER)));
    }

    @Test
    void whatNobodyToldIsUnknown() {
        ImageFacts untold = image("untold", List.of("a", "b"), 0, 0);
        assertEquals(-1, LayerRoomRule.shared(untold, List.of(BASE, untold)));
        assertEquals(0, LayerRoomRule.shared(untold, List.of(untold)));
        assertEquals(0, LayerRoomRule.total(List.of()));
    }

    private static ImageFacts image(String id, List<String> layers, long... sizes) {
        List<ImageFacts.Layer> steps = new ArrayList<>();
        steps.add(new ImageFacts.Layer(Optional.empty(), "ENV A=b", "", true, 0));
        long total = 10;
        for (long size : sizes) {
            steps.add(new ImageFacts.Layer(Optional.empty(), "ADD", "", false, size));
            total += size;
        }
        return new ImageFacts(
                id,
                "sha256:1",
                "sha256:2",
                "linux",
                "amd64",
                "",
                Optional.empty(),
                "",
                total,
                layers,
                List.of(),
                steps,
                ImageConfig.EMPTY,
                Accounts.NONE);
    }
}
