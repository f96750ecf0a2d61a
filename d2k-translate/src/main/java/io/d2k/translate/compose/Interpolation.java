package io.d2k.translate.compose;

import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import io.d2k.translate.yaml.Value.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts variables into texts: {@code $NAME}, {@code ${NAME}} and its forms with {@code - ? +}; {@code $$} is a dollar, and so
 * is one before no name.
 */
final class Interpolation {
    private static final String OPERATORS = ":-?+";

    private final Function<String, Optional<String>> variables;
    private final Problems problems;

    /**
     * Makes one.
     *
     * @param variables the value of a variable, nothing where it is not set
     * @param problems told of variables that are not set
     */
    Interpolation(Function<String, Optional<String>> variables, Problems problems) {
        this.variables = variables;
        this.problems = problems;
    }

    /**
     * Returns a value with the variables of all its texts; keys stay as they are.
     *
     * @param path the value's path, for messages
     */
    Value apply(Value value, String path) {
        return switch (value) {
            case Value.Scalar s ->
                s.text().indexOf('$') < 0
                        ? s
                        : new Value.Scalar(s.place(), s.tag(), text(s.text(), s.place() + ": " + path), false);
            case Value.Sequence s -> {
                List<Value> items = new ArrayList<>();
                for (Value item : s.items()) {
                    items.add(apply(item, path + "[" + items.size() + "]"));
                }
                yield new Value.Sequence(s.place(), s.tag(), items);
            }
            case Value.Mapping m -> {
                Map<String, Field> fields = new LinkedHashMap<>();
                m.fields()
                        .forEach((key, field) -> fields.put(
                                key,
                                new Field(
                                        field.keyPlace(),
                                        apply(field.value(), path.isEmpty() ? key : path + "." + key))));
                yield new Value.Mapping(m.place(), m.tag(), fields);
            }
        };
    }

    /**
     * Returns a text with its variables.
     *
     * @param where what is said before a complaint
     * @throws InputException for a wrong form, and where a variable is required
     */
    String text(String text, String where) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$') {
                out.append(c);
                at++;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '$') {
                out.append('$');
                at += 2;
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '{') {
                int end = closing(text, at + 2);
                if (end < 0) {
                    throw wrong(text, where);
                }
                out.append(braced(text.substring(at + 2, end), text, where));
                at = end + 1;
            } else {
                int end = nameEnd(text, at + 1);
                // Before what begins no name a dollar is a dollar: the end of a pattern, a shell's $(command) or $1.
                out.append(end == at + 1 ? "$" : plain(text.substring(at + 1, end)));
                at = end;
            }
        }
        return out.toString();
    }

    private String braced(String inner, String whole, String where) {
        int end = nameEnd(inner, 0);
        String name = inner.substring(0, end);
        if (name.isEmpty()) {
            throw wrong(whole, where);
        }
        if (end == inner.length()) {
            return plain(name);
        }
        boolean orEmpty = inner.charAt(end) == ':';
        int at = orEmpty ? end + 1 : end;
        if (at == inner.length() || OPERATORS.indexOf(inner.charAt(at)) < 0 || inner.charAt(at) == ':') {
            throw wrong(whole, where);
        }
        String rest = inner.substring(at + 1);
        Optional<String> value = variables.apply(name).filter(v -> !orEmpty || !v.isEmpty());
        return switch (inner.charAt(at)) {
            case '-' -> value.orElseGet(() -> text(rest, where));
            case '+' -> value.isPresent() ? text(rest, where) : "";
            default ->
                value.orElseThrow(() -> new InputException(where + ": required variable " + name + " is missing a value"
                        + (rest.isEmpty() ? "" : ": " + text(rest, where))));
        };
    }

    private String plain(String name) {
        return variables.apply(name).orElseGet(() -> {
            problems.warn("The \"" + name + "\" variable is not set. Defaulting to a blank string.");
            return "";
        });
    }

    private static int nameEnd(String text, int from) {
        int at = from;
        while (at < text.length()
                && (text.charAt(at) == '_'
                        || isLetter(text.charAt(at))
                        || at > from && Character.isDigit(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /**
     * Returns where the brace that was opened before {@code from} closes, -1 where it does not: with the braces of a
     * default such as {@code {"a": 1}}, and where these do not match, by those of variables alone.
     */
    private static int closing(String text, int from) {
        int end = closing(text, from, "{");
        return end < 0 ? closing(text, from, "${") : end;
    }

    private static int closing(String text, int from, String opening) {
        int depth = 1;
        for (int at = from; at < text.length(); at++) {
            if (text.startsWith(opening, at)) {
                depth++;
                at += opening.length() - 1;
            } else if (text.charAt(at) == '}') {
                depth--;
                if (depth == 0) {
                    return at;
                }
            }
        }
        return -1;
    }

    private static InputException wrong(String text, String where) {
        return new InputException(where + ": invalid interpolation format: \"" + text + "\". Escape a $ by another $.");
    }
}
