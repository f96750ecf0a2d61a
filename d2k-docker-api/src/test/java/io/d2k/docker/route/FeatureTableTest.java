package io.d2k.docker.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of operations in {@code docs/features.md} is what the route tables say. With {@code -Dd2k.docs=write} it is
 * written anew.
 */
class FeatureTableTest {
    private static final String BEGIN = "<!-- operations: written by FeatureTableTest -->\n";
    private static final String END = "<!-- end of operations -->\n";
    private static final Path DOCUMENT = Path.of("..", "docs", "features.md");

    @Test
    void theTableIsTheRouteTable() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if ("write".equals(System.getProperty("d2k.docs"))) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + table() + text.substring(end));
            return;
        }
        assertEquals(table(), text.substring(begin, end), "write it anew by -Dd2k.docs=write");
    }

    private static String table() throws IOException {
        Map<String, Route> engine = byOperation(RoutesTest.plain());
        Map<String, Route> swarm = byOperation(RoutesTest.swarm());
        StringBuilder out = new StringBuilder("| operation | engine | swarm mode | instead |\n|---|---|---|---|\n");
        for (String operation : RoutesTest.operations()) {
            String key = key(operation);
            Route one = engine.get(key);
            Route two = swarm.get(key);
            String remark = List.of(one, two).stream()
                    .map(Route::remark)
                    .filter(r -> !r.isEmpty())
                    .distinct()
                    .collect(Collectors.joining("; in swarm mode: "));
            out.append("| `")
                    .append(operation)
                    .append("` | ")
                    .append(word(one))
                    .append(" | ")
                    .append(word(two))
                    .append(" | ")
                    .append(remark)
                    .append(remark.isEmpty() ? "|\n" : " |\n");
        }
        return out.toString();
    }

    private static String word(Route route) {
        return route.supported() ? "yes" : "no";
    }

    private static Map<String, Route> byOperation(Routes routes) {
        Map<String, Route> all = new TreeMap<>();
        routes.table().forEach(r -> all.put(key(r.method() + " " + r.template()), r));
        return all;
    }

    private static String key(String operation) {
        return operation.replaceAll("\\{[a-z]+}", "{}");
    }
}
