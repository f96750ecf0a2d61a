package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SureCommandRuleTest {
    private static List<String> words(String program) {
        return program.isEmpty() ? List.of() : List.of(program);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /bin/bash, sh, true",
        "'', /bin/bash, sleep, true",
        "'', /bin/bash, bash, true",
        "'', /bin/bash, /bin/bash, true",
        "'', bash, bash, true",
        // one of Alpine has it in another place
        "'', bash, /bin/bash, false",
        "'', /opt/bash, bash, false",
        "'', sh, bash, false",
        "/bin/bash, server, bash, true",
        "/bin/sh, bash, bash, false",
        // no shell
        "'', /app, /app, false",
    })
    void whatEveryImageHasAndItsOwnCommandAreSure(String entrypoint, String cmd, String program, boolean sure) {
        var image = new ImageConfig(
                words(entrypoint), words(cmd), List.of(), "", "", List.of(), List.of(), Map.of(), "", Optional.empty());
        Specs specs = Specs.of("box").entrypoint(program).cmd("-c", "x");
        assertEquals(
                sure,
                SureCommandRule.sure(Observed.runOnce(specs)
                        .image(FakeStores.Images.facts('a', image))
                        .get()
                        .record()));
    }
}
