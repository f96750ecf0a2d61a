package io.d2k.domain.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.TestClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNamesTest {
    private static final String ID = "sha256:" + "a".repeat(64);

    private static final ImageNames NAMES = ImageNames.of(
            List.of(held("same:1", 'a'), held("moved:1", 'b')),
            reference -> reference.familiar().equals("gone:1"));

    private static ImageRecord held(String name, char digit) {
        return new ImageRecord(ImageReference.parse(name), facts(digit), TestClock.START);
    }

    private static ImageFacts facts(char digit) {
        return FakeStores.Images.facts(digit, ImageConfig.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({
        "same:1, same:1",
        "docker.io/library/same:1, docker.io/library/same:1",
        "never-pulled, never-pulled",
        "moved:1, ID",
        "docker.io/library/moved:1, ID",
        "gone:1, ID",
        "gone:2, gone:2",
        "aaaaaaaaaaaa, aaaaaaaaaaaa",
    })
    void aNameStaysAsLongAsItStandsForTheImage(String asked, String shown) {
        assertEquals(shown.equals("ID") ? ID : shown, NAMES.of(asked, Optional.of(facts('a'))));
    }

    @Test
    void aNameStaysWhereNobodyKnowsMore() {
        String digest = "moved@sha256:" + "c".repeat(64);
        assertEquals("gone:1", NAMES.of("gone:1", Optional.empty()));
        assertEquals(digest, NAMES.of(digest, Optional.of(facts('a'))));
        assertEquals("gone:1", ImageNames.ASKED.of("gone:1", Optional.of(facts('a'))));
    }
}
