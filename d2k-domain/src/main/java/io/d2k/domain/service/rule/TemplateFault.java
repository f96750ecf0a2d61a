package io.d2k.domain.service.rule;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a text with placeholders, in the words of the templates of Go that a swarm reads it as. */
final class TemplateFault {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final Pattern FUNCTION = Pattern.compile("-?\\s*([a-zA-Z_]\\w*)");
    private static final Pattern FIELD = Pattern.compile("-?\\s*(\\.(\\w+))");
    private static final Set<String> KNOWN = Set.of("Service", "Node", "Task");
    // of the language itself
    private static final Set<String> WORDS = Set.of(
            "and",
            "block",
            "break",
            "call",
            "continue",
            "define",
            "else",
            "end",
            "eq",
            "false",
            "ge",
            "gt",
            "html",
            "if",
            "index",
            "js",
            "le",
            "len",
            "lt",
            "ne",
            "nil",
            "not",
            "or",
            "print",
            "printf",
            "println",
            "range",
            "slice",
            "template",
            "true",
            "urlquery",
            "with");

    private TemplateFault() {}

    /** Returns what is wrong, as far as a swarm would not take the text whatever the task is. */
    static Optional<String> of(String text) {
        return of(text, Set.of(), "Context");
    }

    /**
     * Returns the same.
     *
     * @param functions what may be called beside the functions of the language
     * @param context what swarmkit calls that which the fields are of
     */
    static Optional<String> of(String text, Set<String> functions, String context) {
        for (int from = text.indexOf(OPEN); from >= 0; from = text.indexOf(OPEN, from)) {
            int start = from + OPEN.length();
            int end = text.indexOf(CLOSE, start);
            if (end < 0) {
                return Optional.of(at(text, from) + " unclosed action");
            }
            String action = text.substring(start, end);
            Matcher function = FUNCTION.matcher(action);
            if (function.lookingAt() && !WORDS.contains(function.group(1)) && !functions.contains(function.group(1))) {
                return Optional.of(at(text, from) + " function \"" + function.group(1) + "\" not defined");
            }
            Matcher field = FIELD.matcher(action);
            if (field.lookingAt() && !KNOWN.contains(field.group(2))) {
                return Optional.of(executing(text, start + field.start(1), field.group(1)) + "can't evaluate field "
                        + field.group(2) + " in type *template." + context);
            }
            from = end;
        }
        return Optional.empty();
    }

    /** Returns what begins the words about something that cannot be evaluated. */
    static String executing(String text, int position, String what) {
        int column = position - text.lastIndexOf('\n', position) - 1;
        return at(text, position) + column + ": executing \"expansion\" at <" + what + ">: ";
    }

    private static String at(String text, int position) {
        long line =
                1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
        return "template: expansion:" + line + ":";
    }
}
