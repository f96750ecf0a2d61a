package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionedPathTest {
    @ParameterizedTest
    @CsvSource({
        "/v1.45/info, 1.45, /info",
        "/info, '', /info",
        "/v1/info, 1, /info",
        "/volumes, '', /volumes",
        "/v1.45, '', /v1.45",
        "/vx/info, '', /vx/info",
        "/v1.45/containers/v1.44/json, 1.45, /containers/v1.44/json",
        "/v./info, ., /info"
    })
    void versionIsSplitOff(String path, String version, String rest) {
        assertEquals(new VersionedPath(version, rest), VersionedPath.of(path));
    }
}
