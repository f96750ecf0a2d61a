package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Refusals;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodePlatformRuleTest {
    @ParameterizedTest
    @CsvSource({
        "linux/amd64, amd64",
        "LINUX/AMD64, amd64",
        "amd64, amd64",
        "linux/x86_64, amd64",
        "x86-64, amd64",
        "aarch64, arm64",
        "linux/arm64/v8, arm64",
        "linux/arm/v7, arm",
        "armhf, arm",
        "i386, 386",
        "linux/s390x, s390x",
    })
    void nodesAreFoundByWhatTheyCallTheirArchitecture(String platform, String architecture) {
        assertEquals(
                Map.of("kubernetes.io/os", "linux", "kubernetes.io/arch", architecture),
                NodePlatformRule.labels(platform));
    }

    @Test
    void whatIsNotAskedForIsNotLookedAt() {
        assertEquals(Map.of(), NodePlatformRule.labels(""));
        assertEquals(Map.of("kubernetes.io/os", "linux"), NodePlatformRule.labels("Linux"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows/amd64", "darwin", "/", "nonsense"})
    void othersThanLinuxAreRefused(String platform) {
        Refusals.invalid(
                "\"" + platform + "\": unsupported platform: d2k runs linux images only",
                () -> NodePlatformRule.labels(platform));
    }
}
