package io.d2k.translate.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain scalars are what docker compose 2.26 makes of them. */
class PlainTextTest {
    private final Folder folder;

    PlainTextTest(@TempDir Path directory) {
        folder = new Folder(directory);
    }

    @ParameterizedTest
    @CsvSource({
        "1.50, 1.5",
        "0x10, 16",
        "1e3, 1000",
        "1e21, 1e+21",
        "0.00001, 1e-05",
        "0.0001, 0.0001",
        "010, 8",
        "0o17, 15",
        "08, 8",
        "-5, -5",
        "1_000, 1000",
        "2020-01-01, 2020-01-01 00:00:00 +0000 UTC",
        "yes, yes",
        "True, true",
        "tRue, tRue",
        "1.2.3, 1.2.3",
        "'\"1.50\"', 1.50",
        "'\"010\"', 010",
        "'${N}', 1.50",
        "'${NOTHING}', ''"
    })
    void anUnquotedValueIs(String yaml, String text) {
        folder.file("a.yaml", "services:\n  web:\n    image: x\n    environment:\n      A: " + yaml + "\n");
        String body = folder.container(Map.of("N", "1.50", "A", "from outside"), "web", "a.yaml");
        assertTrue(body.contains("\"Env\":[\"A=" + text + "\"]"), body);
    }

    @ParameterizedTest
    @CsvSource({"0400, 256", "'0o400', 256", "256, 256", "'\"0400\"', 256", "'\"400\"', 256"})
    void permissionBitsAreOctalWhereTheyAreWrittenSo(String yaml, int mode) {
        folder.file(
                "a.yaml",
                "services: {web: {image: x, volumes: [{type: tmpfs, target: /t, tmpfs: {mode: " + yaml + "}}]}}");
        String body = folder.container("web", "a.yaml");
        assertTrue(body.contains("\"Mode\":" + mode + "}"), body);
    }

    @Test
    void theNameOfTheProjectMayBeUsedInItsFiles() {
        folder.file("a.yaml", "name: ${PN:-my-Proj}\nservices: {web: {image: 'x:${COMPOSE_PROJECT_NAME}'}}");
        String body = ComposeRequests.of(
                        new ComposeInput(
                                java.util.List.of(
                                        folder.path().resolve("a.yaml").toString()),
                                "",
                                java.util.Optional.empty(),
                                java.util.Optional.empty(),
                                java.util.List.of(),
                                java.util.List.of(),
                                Map.of()),
                        folder.problems())
                .getLast()
                .body()
                .path("Image")
                .asText();
        assertEquals("x:my-proj", body);
    }

    @Test
    void whatIsAskedTwiceMustNotDiffer() {
        folder.file(
                "a.yaml", "services: {web: {image: x, mem_limit: 1g, deploy: {resources: {limits: {memory: 2g}}}}}");
        folder.requests(Map.of(), java.util.List.of(), "a.yaml");
        assertTrue(
                folder.problems()
                        .errors()
                        .getFirst()
                        .contains("can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory'"),
                folder.problems().errors()::toString);
    }

    @Test
    void aServiceExtendsTheOneOfItsOwnFile() {
        folder.file("a.yaml", "services: {base: {image: one}, web: {extends: base, command: [c]}}");
        folder.file("b.yaml", "services: {base: {image: two}}");
        assertTrue(folder.container("web", "a.yaml", "b.yaml").contains("\"Image\":\"one\""));
        assertTrue(folder.container("base", "a.yaml", "b.yaml").contains("\"Image\":\"two\""));
    }
}
