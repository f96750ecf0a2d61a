package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.system.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostCpuRuleTest {
    private static List<Node> nodes(String cpus) {
        return Arrays.stream(cpus.split(" "))
                .filter(c -> !c.isEmpty())
                .map(c -> new Node("n", "", "", "", "", "", Integer.parseInt(c), 0, true, Map.of(), ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"4000000001, 2 4", "-1, 4", "1000000000000, 4 1"})
    void nobodyGetsMoreThanTheLargestNodeHas(long nanos, String cpus) {
        EngineException e = assertThrows(EngineException.class, () -> HostCpuRule.check(nanos, nodes(cpus)));
        assertEquals("Range of CPUs is from 0.01 to 4.00, as there are only 4 CPUs available", e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @ParameterizedTest
    @CsvSource({"4000000000, 2 4", "0, 4", "1, 1", "1000000000000, ''", "-1, ''", "1000000000000, 0"})
    void whatFitsOrCannotBeKnownPasses(long nanos, String cpus) {
        assertDoesNotThrow(() -> HostCpuRule.check(nanos, nodes(cpus)));
    }
}
