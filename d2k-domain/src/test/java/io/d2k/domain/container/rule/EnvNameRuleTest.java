package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.d2k.domain.container.PodPlan.EnvVar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvNameRuleTest {
    @ParameterizedTest
    @CsvSource({
        "9nine, v1.20.2, true",
        "a b, v1.31.9, true",
        "9nine, v1.32.0, false",
        "9nine, v1.34.1+k3s1, false",
        "9nine, a dry run, false",
        "NINE, v1.20.2, false",
        "with.dot, v1.20.2, false",
        "with-dash, v1.20.2, false",
        "-, v1.20.2, false",
    })
    void oldClustersDoNotTakeEveryName(String name, String version, boolean refused) {
        var variable = new EnvVar(name, "x");
        assertEquals(refused ? List.of(variable) : List.of(), EnvNameRule.refused(List.of(variable), () -> version));
    }

    @Test
    void whatEveryClusterTakesNeedsNoVersion() {
        assertEquals(
                List.of(),
                EnvNameRule.refused(List.of(new EnvVar("A", "x")), () -> fail("the cluster need not be asked")));
    }

    @Test
    void theImagesEnvGivesThemToTheCommand() {
        assertEquals(
                List.of("env", "9a=b=c", "1= ", "tool", "-x"),
                EnvNameRule.having(List.of(new EnvVar("9a", "b=c"), new EnvVar("1", " ")), List.of("tool", "-x")));
        assertEquals(List.of("tool"), EnvNameRule.having(List.of(), List.of("tool")));
        assertEquals(
                List.of("env", "9a=b=c", "tool"),
                EnvNameRule.havingAll(List.of("A=1", "9a=b=c", "9gone"), List.of("tool")));
    }
}
