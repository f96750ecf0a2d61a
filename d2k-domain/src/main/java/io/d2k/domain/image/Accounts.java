package io.d2k.domain.image;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The users and groups that an image has names for, by its {@code /etc/passwd} and {@code /etc/group}
 * ({@code passwd(5)}, {@code group(5)}).
 *
 * @param users user IDs by name
 * @param groups group IDs by name
 */
public record Accounts(Map<String, Long> users, Map<String, Long> groups) {
    /** No names at all. */
    public static final Accounts NONE = new Accounts(Map.of(), Map.of());

    private static final int ID_FIELD = 2;

    /** Copies the maps. */
    public Accounts {
        users = Map.copyOf(users);
        groups = Map.copyOf(groups);
    }

    /**
     * Reads the files; of several lines for a name the first counts, and lines without an ID are passed over.
     *
     * @param passwd the content of {@code /etc/passwd}, empty where the image has none
     * @param group the content of {@code /etc/group}, empty where the image has none
     */
    public static Accounts parse(String passwd, String group) {
        return new Accounts(ids(passwd), ids(group));
    }

    /** Returns what these names stand for, as far as they are known. */
    public Accounts of(Collection<String> userNames, Collection<String> groupNames) {
        return new Accounts(chosen(users, userNames), chosen(groups, groupNames));
    }

    private static Map<String, Long> chosen(Map<String, Long> all, Collection<String> names) {
        return names.stream()
                .distinct()
                .filter(all::containsKey)
                .collect(Collectors.toMap(Function.identity(), all::get));
    }

    private static Map<String, Long> ids(String file) {
        Map<String, Long> ids = new TreeMap<>();
        file.lines().forEach(line -> {
            String[] fields = line.strip().split(":", -1);
            if (fields.length > ID_FIELD && !fields[0].isEmpty() && !fields[0].startsWith("#")) {
                id(fields[ID_FIELD]).ifPresent(id -> ids.putIfAbsent(fields[0], id));
            }
        });
        return ids;
    }

    private static Optional<Long> id(String text) {
        return text.matches("\\d{1,10}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }
}
