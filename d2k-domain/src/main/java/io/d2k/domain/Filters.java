package io.d2k.domain;

import io.d2k.domain.error.EngineException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The filters of a list request: values of one filter are alternatives, filters are joined by "and" (but several
 * {@code label} values must all match), as in moby's {@code api/types/filters}.
 *
 * @param values filter name to its values
 */
public record Filters(Map<String, List<String>> values) {
    /** No filter. */
    public static final Filters NONE = new Filters(Map.of());

    /** Copies the map. */
    public Filters {
        var copy = new TreeMap<String, List<String>>();
        values.forEach((k, v) -> copy.put(k, List.copyOf(v)));
        values = Collections.unmodifiableMap(copy);
    }

    /** Returns whether the filter was given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the filter's values; empty when it was not given. */
    public List<String> get(String name) {
        return values.getOrDefault(name, List.of());
    }

    /**
     * Refuses filters that the list does not know.
     *
     * @throws EngineException in Docker's words
     */
    public void allowOnly(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw EngineException.invalid(name.isEmpty() ? "invalid filter" : "invalid filter '" + name + "'");
            }
        }
    }

    /** Returns whether the filter was not given, or one of its values passes the test. */
    public boolean any(String name, Predicate<String> test) {
        List<String> wanted = get(name);
        return wanted.isEmpty() || wanted.stream().anyMatch(test);
    }

    /**
     * Returns whether the filter was not given, or one of its values is one of the texts or a pattern that is found in
     * one. What is no pattern is passed over, as moby's {@code filters.Args.Match} does.
     */
    public boolean matches(String name, String... texts) {
        return any(name, wanted -> Arrays.stream(texts).anyMatch(t -> t.equals(wanted) || found(wanted, t)));
    }

    private static boolean found(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Returns whether all {@code label} values match: {@code key} or {@code key=value}. */
    public boolean matchesLabels(Map<String, String> labels) {
        return get("label").stream().allMatch(l -> labelMatches(l, labels));
    }

    /** Returns whether no {@code label!} value matches. */
    public boolean excludesLabels(Map<String, String> labels) {
        return get("label!").stream().noneMatch(l -> labelMatches(l, labels));
    }

    private static boolean labelMatches(String wanted, Map<String, String> labels) {
        int eq = wanted.indexOf('=');
        String key = eq < 0 ? wanted : wanted.substring(0, eq);
        String value = labels.get(key);
        return value != null && (eq < 0 || value.equals(wanted.substring(eq + 1)));
    }

    /**
     * Returns the truth of a boolean filter, or the fallback when it was not given.
     *
     * @throws EngineException when the value is none, in Docker's words
     */
    public boolean flag(String name, boolean fallback) {
        List<String> given = get(name);
        if (given.isEmpty()) {
            return fallback;
        }
        boolean yes = given.contains("1") || given.contains("true");
        boolean no = given.contains("0") || given.contains("false");
        if (yes == no) {
            throw EngineException.invalid("invalid filter '" + name + "=[" + String.join(" ", given) + "]'");
        }
        return yes;
    }
}
