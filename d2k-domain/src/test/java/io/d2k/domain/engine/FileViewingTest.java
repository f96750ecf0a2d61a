package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose files are still those of its image. */
class FileViewingTest {
    private static Observed box() {
        return Observed.runOnce(Specs.of("busybox"));
    }

    static Stream<Arguments> containers() {
        return Stream.of(
                Arguments.of("created", box().get(), false),
                Arguments.of(
                        "being started",
                        box().pod(1, 0, Observed.waiting("ContainerCreating", ""))
                                .get(),
                        false),
                Arguments.of(
                        "ended, and that is not written down yet",
                        box().pod(1, 0, Observed.ended(0, 1, 2)).get(),
                        true),
                Arguments.of("ended", box().last(1, 0, 0).get(), true),
                Arguments.of("not started again", box().last(1, 0, 0).failed(2).get(), true),
                Arguments.of("never started", box().failed(1).get(), false),
                Arguments.of("to end", box().ending(1, 15).get(), true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("containers")
    void whatHasBegunHasFilesOfItsOwn(String name, ObservedContainer container, boolean begun) {
        assertEquals(begun, FileViewing.begun(container), name);
    }
}
