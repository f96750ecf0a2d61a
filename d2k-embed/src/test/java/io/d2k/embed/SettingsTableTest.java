package io.d2k.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of settings in {@code docs/features.md} are those of {@code d2k translate --explain}. With {@code
 * -Dd2k.docs=write} they are written anew.
 */
class SettingsTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "features.md");

    @ParameterizedTest
    @ValueSource(strings = {"containers", "services"})
    void theTableIsThatOfExplanations(String kind) throws IOException {
        String table = table(kind.equals("containers") ? ExplanationRow.CONTAINERS : ExplanationRow.SERVICES);
        String mark = "<!-- " + kind + ": written by SettingsTableTest -->\n";
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(mark) + mark.length();
        int end = text.indexOf("<!-- end of " + kind + " -->\n");
        if ("write".equals(System.getProperty("d2k.docs"))) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + table + text.substring(end));
            return;
        }
        assertEquals(table, text.substring(begin, end), "write it anew by -Dd2k.docs=write");
    }

    private static String table(List<ExplanationRow> rows) {
        StringBuilder out = new StringBuilder("| Docker | Kubernetes | why |\n|---|---|---|\n");
        rows.forEach(row -> out.append("| `")
                .append(row.docker())
                .append("` | `")
                .append(row.kubernetes())
                .append("` | ")
                .append(row.why())
                .append(" |\n"));
        return out.toString();
    }
}
