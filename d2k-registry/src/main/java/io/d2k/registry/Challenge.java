package io.d2k.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to authenticate that a server offers in {@code WWW-Authenticate}
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.3">RFC 9110</a>).
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    // In characters. Real ones are some 200; patterns run deep on what is made to be long.
    private static final int LONGEST_HEADER = 4096;
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern PARAMETER = Pattern.compile(
            "\\s*,?\\s*(" + TOKEN + ")\\s*=\\s*(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|(" + TOKEN + "))");
    private static final Pattern SCHEME = Pattern.compile("[\\s,]*(" + TOKEN + ")(?=[\\s,]|$)");

    /** Returns the value of a parameter, empty where there is none. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Parses the challenges of an answer; what cannot be read is left out. */
    static List<Challenge> of(Answer answer) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : answer.headers().allValues("WWW-Authenticate")) {
            if (header.length() <= LONGEST_HEADER) {
                parse(header, challenges);
            }
        }
        return challenges;
    }

    private static void parse(String header, List<Challenge> challenges) {
        Matcher scheme = SCHEME.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        int at = 0;
        while (scheme.region(at, header.length()).lookingAt()) {
            at = scheme.end();
            Map<String, String> parameters = new TreeMap<>();
            while (parameter.region(at, header.length()).lookingAt()) {
                String value = parameter.group(2) == null
                        ? parameter.group(3)
                        : parameter.group(2).replaceAll("\\\\(.)", "$1");
                parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
                at = parameter.end();
            }
            challenges.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
        }
    }
}
