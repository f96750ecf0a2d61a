package io.d2k.server;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes trees of maps, lists and texts as YAML or JSON. What a reader could take for something else is quoted. */
public final class ManifestWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/_][A-Za-z0-9_./-]*");
    private static final Set<String> RESERVED =
            Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf");

    private ManifestWriter() {}

    /** Returns a document as YAML. */
    public static String yaml(Object tree) {
        StringBuilder out = new StringBuilder();
        yaml(tree, 0, false, out);
        return out.toString();
    }

    /** Returns a document as indented JSON. */
    public static String json(Object tree) {
        StringBuilder out = new StringBuilder();
        json(tree, 0, out);
        return out.append('\n').toString();
    }

    private static void yaml(Object value, int indent, boolean inline, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                boolean first = inline;
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    if (!first) {
                        out.repeat(' ', indent);
                    }
                    first = false;
                    out.append(text(e.getKey().toString())).append(':');
                    below(e.getValue(), indent, out);
                }
            }
            case List<?> list
            when !list.isEmpty() -> {
                for (Object item : list) {
                    out.repeat(' ', indent).append("- ");
                    boolean nested = item instanceof Map<?, ?> m && !m.isEmpty();
                    if (nested) {
                        yaml(item, indent + 2, true, out);
                    } else if (item instanceof List<?> l && !l.isEmpty()) {
                        out.append('\n');
                        yaml(item, indent + 2, false, out);
                    } else {
                        out.append(scalar(item)).append('\n');
                    }
                }
            }
            default -> out.append(scalar(value)).append('\n');
        }
    }

    private static void below(Object value, int indent, StringBuilder out) {
        boolean map = value instanceof Map<?, ?> m && !m.isEmpty();
        boolean list = value instanceof List<?> l && !l.isEmpty();
        if (map || list) {
            out.append('\n');
            yaml(value, map ? indent + 2 : indent, false, out);
        } else {
            out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static String scalar(Object value) {
        return switch (value) {
            case Map<?, ?> m -> "{}";
            case List<?> l -> "[]";
            case CharSequence s -> text(s.toString());
            default -> value.toString();
        };
    }

    private static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(java.util.Locale.ROOT));
        return plain ? text : quoted(text);
    }

    private static void json(Object value, int indent, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map
            when !map.isEmpty() -> {
                String separator = "{\n";
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    out.append(separator).repeat(' ', indent + 2);
                    out.append(quoted(e.getKey().toString())).append(": ");
                    json(e.getValue(), indent + 2, out);
                    separator = ",\n";
                }
                out.append('\n').repeat(' ', indent).append('}');
            }
            case List<?> list
            when !list.isEmpty() -> {
                String separator = "[\n";
                for (Object item : list) {
                    out.append(separator).repeat(' ', indent + 2);
                    json(item, indent + 2, out);
                    separator = ",\n";
                }
                out.append('\n').repeat(' ', indent).append(']');
            }
            case CharSequence s -> out.append(quoted(s.toString()));
            default -> out.append(scalar(value));
        }
    }

    /** Returns a text in double quotes, as JSON and YAML both read it. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    boolean odd = c < ' '
                            || c == '\u007f'
                            || c >= '\u0080' && c < '\u00a0'
                            || c == '\u2028'
                            || c == '\u2029'
                            || c == '\ufeff';
                    if (odd) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
