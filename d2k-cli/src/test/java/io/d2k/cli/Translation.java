package io.d2k.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** Runs {@code d2k translate} in this process. */
final class Translation {
    private Translation() {}

    /** What it printed. */
    record Result(int code, String out, String err) {
        /** Returns the objects of a kind. */
        List<Map<String, Object>> all(String kind) {
            return StreamSupport.stream(new Yaml().loadAll(out).spliterator(), false)
                    .map(Translation::map)
                    .filter(m -> m.get("kind").equals(kind))
                    .toList();
        }

        /** Returns the object of a kind and name. */
        Map<String, Object> one(String kind, String name) {
            return all(kind).stream()
                    .filter(m -> name.equals(at(m, "metadata", "name")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + out + err));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    /** Returns what stands at a path of keys and indexes; null where there is nothing. */
    static Object at(Object tree, Object... path) {
        Object value = tree;
        for (Object step : path) {
            value = step instanceof Integer i ? ((List<?>) value).get(i) : ((Map<?, ?>) value).get(step);
        }
        return value;
    }

    static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine("translate");
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("translate"));
        all.addAll(List.of(arguments));
        return new Result(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }
}
