package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanPathTest {
    @ParameterizedTest
    @CsvSource({
        "/containers/json, '', ",
        "/, '', ",
        "/containers/json/, all=1, ",
        "//containers/json, '', /containers/json",
        "//containers/json, all=1&x=%20, /containers/json?all=1&x=%20",
        "/v1.45//containers///json, '', /v1.45/containers/json",
        "ping, '', ",
        "/a/./b, '', /a/b",
        "/a/../b/, '', /b/",
        "/../.., '', /",
        "//evil.example/x, '', /evil.example/x",
        "//a b%, '', /a%20b%25"
    })
    void pathsAreLedToThePlainOne(String path, String query, String expected) {
        assertEquals(Optional.ofNullable(expected), CleanPath.instead(path, query));
    }
}
