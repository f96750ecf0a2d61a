package io.d2k.domain.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesVersionTest {
    @ParameterizedTest
    @CsvSource({
        "v1.34.1, 34, true, true",
        "v1.30.0-gke.1, 30, true, true",
        "1.29+, 29, false, true",
        "v1.22.0, 22, false, true",
        "v1.21.14, 21, false, false",
        "v1.20.2, 20, false, false",
        "none, -1, true, true",
        "v2.0, -1, true, true"
    })
    void isRead(String text, int minor, boolean halfCloses, boolean tellsOfDeadlines) {
        assertEquals(minor, KubernetesVersion.minor(text).orElse(-1));
        assertEquals(minor >= 0, KubernetesVersion.ofCluster(text));
        assertEquals(halfCloses, KubernetesVersion.halfCloses(text));
        assertEquals(tellsOfDeadlines, KubernetesVersion.tellsOfDeadlines(text));
    }
}
