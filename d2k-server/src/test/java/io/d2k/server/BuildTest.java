package io.d2k.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BuildTest {
    @Test
    void theBuildHasFilledInWhatItIs() {
        Build build = Build.current();
        assertTrue(build.version().matches("\\d+\\.\\d+\\.\\d+(-\\w+)?"), build::version);
        assertFalse(build.toString().contains("${"), build::toString);
    }
}
