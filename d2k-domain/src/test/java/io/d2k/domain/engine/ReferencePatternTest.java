package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns are those of Go's {@code path.Match}, by what a Docker Engine finds. */
class ReferencePatternTest {
    @ParameterizedTest
    @CsvSource({
        "busybox, busybox:1, true",
        "busy*, busybox:1, true",
        "b*x, busybox:1, true",
        "busybox:?, busybox:1, true",
        "*, repo.local/x/y:v1, false",
        "repo.local/*/*, repo.local/x/y:v1, true",
        "**, repo.local/x/y:v1, false",
        "[a-c]usybox, busybox:1, true",
        "[^a-c]usybox, busybox:1, false",
        "[!a-c]usybox, busybox:1, true",
        "[xb]usybox, busybox:1, true",
        "[z-a]usybox, busybox:1, false",
        "'{busybox,alpine}', busybox:1, false",
        "busy\\box, busybox:1, true",
        "repo.local/x/y, repoxlocal/x/y:v1, false"
    })
    void fitsAsInGo(String pattern, String image, boolean fits) {
        assertEquals(fits, matches(pattern, image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[]", "[]a]", "[a", "[-]", "[a-]", "zzz[b", "a\\", "[z-a-]usybox"})
    void whatIsNoPatternIsSaidSo(String pattern) {
        EngineException refused = assertThrows(EngineException.class, () -> matches(pattern, "busybox:1"));
        assertEquals("syntax error in pattern", refused.getMessage());
        assertEquals(ErrorKind.UNCLASSED, refused.kind());
    }

    private static boolean matches(String pattern, String image) {
        return ReferencePattern.matches(pattern, ImageReference.parse(image));
    }
}
