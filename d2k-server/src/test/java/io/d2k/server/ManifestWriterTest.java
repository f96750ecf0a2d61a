package io.d2k.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class ManifestWriterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "plain",
                "a b",
                "true",
                "No",
                "null",
                "~",
                "1",
                "1.5",
                "0x1f",
                "1e3",
                "12e45",
                "22:22",
                "-",
                "- a",
                "a: b",
                "a #b",
                "#",
                "'q'",
                "\"q\"",
                "\\",
                "line\nline\n",
                "\ttab",
                "é\u0007\u2028",
                "{a}",
                "[a]",
                "*a",
                "&a",
                "!a",
                "|",
                ">",
                "%",
                "@",
                "`",
                "=",
                "<<",
                "y",
                ".inf",
                "2001-01-01",
                "d2k.io/id"
            })
    void textsStayTexts(String text) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("value", text);
        tree.put("list", List.of(text));
        tree.put(text, "key");

        assertEquals(tree, new Yaml().load(ManifestWriter.yaml(tree)));
        assertEquals(tree, new Yaml().load(ManifestWriter.json(tree)));
    }

    @Test
    void treesStayTrees() {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("n", 1);
        inner.put("b", true);
        Object tree = Map.of(
                "l", List.of(inner, List.of(1, 2), Map.of(), List.of(List.of(inner))), "e", Map.of(), "f", List.of());

        assertEquals(tree, new Yaml().load(ManifestWriter.yaml(tree)));
        assertEquals(tree, new Yaml().load(ManifestWriter.json(tree)));
    }
}
