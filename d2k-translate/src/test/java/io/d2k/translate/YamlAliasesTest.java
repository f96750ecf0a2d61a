package io.d2k.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.translate.yaml.YamlReader;
import org.junit.jupiter.api.Test;

class YamlAliasesTest {
    @Test
    void aLongFileMayNameTheSameThingOften() {
        String text = "x: &x {a: [b]}\nall:\n" + "  - *x\n".repeat(200);

        assertEquals(1, YamlReader.read("compose.yaml", text).size());
    }
}
