package io.d2k.translate.run;

import io.d2k.translate.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The flags of one command, read as Docker's command line reads them. */
final class Flags {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final FlagSet known;
    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> arguments = new ArrayList<>();

    private Flags(FlagSet known) {
        this.known = known;
    }

    /**
     * Reads the words behind the command.
     *
     * @param known the flags that the command has
     * @throws InputException in the words of Docker's command line
     */
    static Flags parse(FlagSet known, List<String> words) {
        Flags flags = new Flags(known);
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at);
            if (word.equals("--")) {
                at++;
                break;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                break;
            }
            at = word.startsWith("--") ? flags.longFlag(words, at) : flags.shortFlags(words, at);
        }
        flags.arguments.addAll(words.subList(at, words.size()));
        return flags;
    }

    private int longFlag(List<String> words, int at) {
        String word = words.get(at).substring(2);
        int equals = word.indexOf('=');
        String given = equals < 0 ? word : word.substring(0, equals);
        String name = known.otherNames().getOrDefault(given, given);
        if (!known.has(name)) {
            throw wrong("unknown flag: --" + given);
        }
        if (equals >= 0) {
            put(name, word.substring(equals + 1));
            return at + 1;
        }
        if (known.switches().contains(name)) {
            put(name, "true");
            return at + 1;
        }
        if (at + 1 == words.size()) {
            throw wrong("flag needs an argument: --" + given);
        }
        put(name, words.get(at + 1));
        return at + 2;
    }

    private int shortFlags(List<String> words, int at) {
        String letters = words.get(at).substring(1);
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            String name = known.letters().getOrDefault(letter, "");
            if (name.isEmpty() || !known.has(name)) {
                throw wrong("unknown shorthand flag: '" + letter + "' in -" + letters.substring(i));
            }
            String rest = letters.substring(i + 1);
            if (rest.startsWith("=")) {
                put(name, rest.substring(1));
                return at + 1;
            }
            if (known.switches().contains(name)) {
                put(name, "true");
            } else if (!rest.isEmpty()) {
                put(name, rest);
                return at + 1;
            } else if (at + 1 == words.size()) {
                throw wrong("flag needs an argument: '" + letter + "' in -" + letters.substring(i));
            } else {
                put(name, words.get(at + 1));
                return at + 2;
            }
        }
        return at + 1;
    }

    private void put(String name, String value) {
        if (known.switches().contains(name) && !TRUE.contains(value) && !FALSE.contains(value)) {
            throw wrong("invalid argument \"" + value + "\" for \"--" + name + "\" flag: strconv.ParseBool: parsing \""
                    + value + "\": invalid syntax");
        }
        values.computeIfAbsent(name, k -> new ArrayList<>()).add(value);
    }

    /**
     * Sees to it that something stands behind the flags.
     *
     * @throws InputException in the words of Docker's command line
     */
    void requireArgument() {
        if (arguments.isEmpty()) {
            throw wrong("\"docker " + known.command() + "\" requires at least 1 argument.");
        }
    }

    /** Returns a refusal in the form of Docker's command line. */
    InputException wrong(String text) {
        return new InputException(text + "\nSee 'docker " + known.command() + " --help'.");
    }

    /** Returns what stands behind the flags: of a container the image, and what is behind it. */
    List<String> arguments() {
        return List.copyOf(arguments);
    }

    boolean is(String name) {
        return last(name).filter(TRUE::contains).isPresent();
    }

    Optional<String> last(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** Returns whether none of these was given. */
    boolean none(List<String> names) {
        return names.stream().allMatch(n -> all(n).isEmpty());
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
