package io.d2k.domain.container.rule;

import io.d2k.domain.container.PodPlan.HostAlias;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What d2k keeps in {@code /etc/hosts} of a running container, and the command that puts it there. */
public final class HostsFileRule {
    private static final String MARK = "# d2k";

    /** What Kubernetes takes as a host name. */
    private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");

    // builtins of every POSIX shell alone; the file is a mount, so it cannot be replaced by another
    private static final String SCRIPT = """
            kept= lines=$1
            shift
            while IFS= read -r line || [ -n "$line" ]; do
              keep=1
              case $line in *'# d2k') keep= ;; esac
              for old; do case $line in *"$old") keep= ;; esac; done
              [ -z "$keep" ] || kept="$kept$line
            "
            done </etc/hosts && printf '%s%s' "$kept" "$lines" >/etc/hosts""";

    private HostsFileRule() {}

    /**
     * Returns the lines for these names.
     *
     * @param names addresses by name
     * @param links further lines, in order
     * @return each line marked as d2k's; empty for no names
     */
    public static String lines(Map<String, Set<String>> names, List<HostAlias> links) {
        Map<String, Set<String>> byAddress = new TreeMap<>();
        names.forEach((name, addresses) -> addresses.forEach(
                a -> byAddress.computeIfAbsent(a, k -> new TreeSet<>()).add(name)));
        StringBuilder lines = new StringBuilder();
        byAddress.forEach((address, found) -> lines.append(line(address, found)));
        links.forEach(link -> lines.append(line(link.ip(), link.names())));
        return lines.toString();
    }

    private static String line(String address, Collection<String> names) {
        return address + "\t" + String.join(" ", names) + " " + MARK + "\n";
    }

    /** Returns whether Kubernetes takes a name for that of a host. */
    static boolean kubeletTakes(String name) {
        return HOST_NAME.matcher(name).matches();
    }

    /** Returns what of these lines the kubelet can write by itself: the names that Kubernetes takes for names of hosts. */
    public static List<HostAlias> byKubelet(List<HostAlias> links) {
        return links.stream()
                .map(link -> new HostAlias(
                        link.ip(),
                        link.names().stream()
                                .filter(HostsFileRule::kubeletTakes)
                                .toList()))
                .filter(link -> !link.names().isEmpty())
                .toList();
    }

    /**
     * Returns the command that makes these the lines of d2k in the file, and leaves others alone.
     *
     * @param links what the kubelet may have written of links, at whatever address: these lines go as well
     */
    public static List<String> command(String lines, List<HostAlias> links) {
        return Stream.concat(
                        Stream.of("/bin/sh", "-c", SCRIPT, "sh", lines),
                        byKubelet(links).stream()
                                .map(link -> "\t" + String.join("\t", link.names()))
                                .distinct())
                .toList();
    }
}
