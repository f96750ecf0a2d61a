package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord.Link;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.image.Port;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The variables by which a link on the default bridge tells of the container that is linked, such as {@code DB_PORT},
 * {@code DB_PORT_5432_TCP_ADDR}, {@code DB_NAME} and {@code DB_ENV_USER}: as moby's {@code daemon/links/links.go}.
 */
public final class LinkVariableRule {
    /** Variables that tell nothing of the container that is linked. */
    private static final Set<String> OWN = Set.of("HOME", "PATH");

    /** What every version of Kubernetes takes as the name of a variable. */
    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    private LinkVariableRule() {}

    /** Warns of aliases whose variables Kubernetes does not take. */
    public static void judge(List<Link> links, Warnings warnings) {
        links.stream()
                .map(Link::alias)
                .filter(alias -> !NAME.matcher(prefix(alias)).matches())
                .forEach(alias -> warnings.add("Kubernetes allows no such names of variables as " + prefix(alias)
                        + "_NAME. The link " + alias + " gives none."));
    }

    private static String prefix(String alias) {
        return alias.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * What is told of a link.
     *
     * @param parent the name of the container that links
     * @param alias by which it finds the other
     * @param ip the other's address
     * @param ports that the other exposes
     * @param env the other's {@code NAME=value} entries
     */
    public record Told(String parent, String alias, String ip, List<Port> ports, List<String> env) {
        /** Copies the lists. */
        public Told {
            ports = List.copyOf(ports);
            env = List.copyOf(env);
        }
    }

    /**
     * Returns the variables of links, in order.
     *
     * @param own {@code NAME=value} or {@code NAME} entries of the container that links: what it has a say in itself
     */
    public static List<EnvVar> variables(List<Told> links, List<String> own) {
        Map<String, String> found = new LinkedHashMap<>();
        links.forEach(link -> tell(link, found));
        Set<String> said = own.stream().map(e -> e.split("=", 2)[0]).collect(Collectors.toSet());
        return found.entrySet().stream()
                .filter(e -> NAME.matcher(e.getKey()).matches())
                .filter(e -> !said.contains(e.getKey()))
                .map(e -> new EnvVar(e.getKey(), e.getValue()))
                .toList();
    }

    private static void tell(Told link, Map<String, String> found) {
        String prefix = prefix(link.alias());
        List<Port> ports = link.ports().stream().sorted().toList();
        ports.stream().findFirst().ifPresent(first -> found.put(prefix + "_PORT", url(link, first)));
        tellRanges(link, prefix + "_PORT_", ports, found);
        for (Port port : ports) {
            String of =
                    prefix + "_PORT_" + port.number() + "_" + port.protocol().name();
            found.put(of, url(link, port));
            found.put(of + "_ADDR", link.ip());
            found.put(of + "_PORT", Integer.toString(port.number()));
            found.put(of + "_PROTO", port.protocol().key());
        }
        found.put(prefix + "_NAME", "/" + link.parent() + "/" + link.alias());
        for (String entry : link.env()) {
            int eq = entry.indexOf('=');
            if (eq > 0 && !OWN.contains(entry.substring(0, eq))) {
                found.put(prefix + "_ENV_" + entry.substring(0, eq), entry.substring(eq + 1));
            }
        }
    }

    /** Three ports or more whose numbers are the same or follow each other are told of by the first and the last as well. */
    private static void tellRanges(Told link, String prefix, List<Port> ports, Map<String, String> found) {
        for (List<Port> range : ranges(ports)) {
            Port first = range.getFirst();
            Port last = range.getLast();
            String start = prefix + first.number() + "_" + first.protocol().name();
            found.put(start + "_START", url(link, first));
            found.put(start + "_ADDR", link.ip());
            found.put(start + "_PROTO", first.protocol().key());
            found.put(start + "_PORT_START", Integer.toString(first.number()));
            String end = prefix + first.number() + "_" + last.protocol().name();
            found.put(end + "_END", url(link, last));
            found.put(end + "_PORT_END", Integer.toString(last.number()));
        }
    }

    private static List<List<Port>> ranges(List<Port> ports) {
        List<List<Port>> ranges = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= ports.size(); i++) {
            boolean follows = i < ports.size()
                    && ports.get(i).number() <= ports.get(i - 1).number() + 1;
            if (!follows) {
                if (i - begin > 2) {
                    ranges.add(ports.subList(begin, i));
                }
                begin = i;
            }
        }
        return ranges;
    }

    private static String url(Told link, Port port) {
        return port.protocol().key() + "://" + link.ip() + ":" + port.number();
    }
}
