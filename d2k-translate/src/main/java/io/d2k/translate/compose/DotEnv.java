package io.d2k.translate.compose;

import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads files of variables: {@code .env} and {@code env_file}. */
public final class DotEnv {
    private final String file;
    private final String text;
    private final Function<String, Optional<String>> outer;
    private final Problems problems;
    private final Map<String, Optional<String>> values = new LinkedHashMap<>();
    private int at;
    private int line = 1;

    private DotEnv(String file, String text, Function<String, Optional<String>> outer, Problems problems) {
        this.file = file;
        this.text = text;
        this.outer = outer;
        this.problems = problems;
    }

    /**
     * Reads a file with quotes, comments and variables.
     *
     * @param outer variables that win over those of the file
     * @return the values; nothing for a name alone, which takes over the variable of that name
     * @throws InputException with the line where it is wrong
     */
    public static Map<String, Optional<String>> read(
            String file, String text, Function<String, Optional<String>> outer, Problems problems) {
        DotEnv reader = new DotEnv(file, text.replace("\r\n", "\n"), outer, problems);
        reader.all();
        return reader.values;
    }

    /** Reads a file as {@code docker run --env-file} does: what is behind the equals sign is the value, as it is. */
    public static Map<String, Optional<String>> raw(String file, String text) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            String stripped = line.stripLeading();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            int equals = stripped.indexOf('=');
            String name = equals < 0 ? stripped : stripped.substring(0, equals);
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                throw new InputException(file + ":" + number + ": variable '" + name + "' contains whitespaces");
            }
            values.put(name, equals < 0 ? Optional.empty() : Optional.of(stripped.substring(equals + 1)));
        }
        return values;
    }

    private void all() {
        while (true) {
            skipBlank();
            if (at >= text.length()) {
                return;
            }
            entry();
        }
    }

    private void entry() {
        int end = at;
        while (end < text.length() && "=:\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String name = text.substring(at, end).strip();
        if (name.startsWith("export ")) {
            name = name.substring("export ".length()).strip();
        }
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new InputException(file + ":" + line + ": unexpected character in variable name \"" + name + "\"");
        }
        at = end;
        if (end == text.length() || text.charAt(end) == '\n') {
            values.put(name, Optional.empty());
            return;
        }
        at++;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        values.put(name, Optional.of(value()));
    }

    private String value() {
        char quote = at < text.length() ? text.charAt(at) : '\n';
        if (quote == '"' || quote == '\'') {
            return quoted(quote);
        }
        int end = text.indexOf('\n', at);
        String rest = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end;
        int comment = rest.startsWith("#") ? 0 : rest.indexOf(" #");
        return interpolate((comment < 0 ? rest : rest.substring(0, comment)).strip());
    }

    private String quoted(char quote) {
        int start = line;
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && (quote == '"' || text.charAt(at + 1) == quote)) {
                at++;
                out.append(quote == '"' ? unescaped(text.charAt(at)) : text.substring(at, at + 1));
            } else if (c == quote) {
                at++;
                skipLine();
                return quote == '"' ? interpolate(out.toString()) : out.toString();
            } else {
                line += c == '\n' ? 1 : 0;
                out.append(c);
            }
        }
        throw new InputException(file + ":" + start + ": unterminated quoted value");
    }

    private static String unescaped(char c) {
        return switch (c) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '$' -> "$$";
            case '"', '\\' -> String.valueOf(c);
            default -> "\\" + c;
        };
    }

    private String interpolate(String value) {
        return new Interpolation(
                        name -> outer.apply(name).or(() -> values.getOrDefault(name, Optional.empty())), problems)
                .text(value, file + ":" + line);
    }

    private void skipBlank() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                skipLine();
            } else if (Character.isWhitespace(c) || c == '\ufeff') {
                line += c == '\n' ? 1 : 0;
                at++;
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }
}
