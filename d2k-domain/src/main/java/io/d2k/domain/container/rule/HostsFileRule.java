package io.d2k.domain.container.rule;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What d2k keeps in {@code /etc/hosts} of a running container, and the command that puts it there. */
public final class HostsFileRule {
    private static final String MARK = "# d2k";

    // builtins of every POSIX shell alone; the file is a mount, so it cannot be replaced by another
    private static final String SCRIPT = """
            kept=
            while IFS= read -r line || [ -n "$line" ]; do
              case $line in *'# d2k') ;; *) kept="$kept$line
            " ;; esac
            done </etc/hosts && printf '%s%s' "$kept" "$1" >/etc/hosts""";

    private HostsFileRule() {}

    /**
     * Returns the lines for these names.
     *
     * @param names addresses by name
     * @return each line marked as d2k's; empty for no names
     */
    public static String lines(Map<String, Set<String>> names) {
        Map<String, Set<String>> byAddress = new TreeMap<>();
        names.forEach((name, addresses) -> addresses.forEach(
                a -> byAddress.computeIfAbsent(a, k -> new TreeSet<>()).add(name)));
        StringBuilder lines = new StringBuilder();
        byAddress.forEach((address, found) -> lines.append(address)
                .append('\t')
                .append(String.join(" ", found))
                .append(' ')
                .append(MARK)
                .append('\n'));
        return lines.toString();
    }

    /** Returns the command that makes these the lines of d2k in the file, and leaves all others alone. */
    public static List<String> command(String lines) {
        return List.of("/bin/sh", "-c", SCRIPT, "sh", lines);
    }
}
