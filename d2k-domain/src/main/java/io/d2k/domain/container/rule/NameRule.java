package io.d2k.domain.container.rule;

import io.d2k.domain.Ids;
import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.NameScope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who finds whom by which name: on networks of one's own, by name, alias, short ID and host name. */
public final class NameRule {
    private static final Set<String> NAMELESS = Set.of("bridge", "host", "none", "ingress", "docker_gwbridge");
    private static final String TASKS = "tasks.";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    static final Pattern HOST = Pattern.compile("[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?");
    private static final Pattern DOMAIN = Pattern.compile("[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private NameRule() {}

    /**
     * A container that runs.
     *
     * @param ip its address
     * @param task whether it is one of a service's, which are found by {@code tasks.NAME}, too
     */
    public record Member(ContainerRecord record, String ip, boolean task) {
        /** A container that was made by hand. */
        public Member(ContainerRecord record, String ip) {
            this(record, ip, false);
        }
    }

    /** Returns whether containers find each other by name on the network. */
    public static boolean named(Attachment network) {
        return !NAMELESS.contains(network.networkName());
    }

    /** Returns the names that a container has on a network, in Docker's order. */
    public static List<String> names(ContainerRecord record, Attachment network) {
        Set<String> names = new LinkedHashSet<>();
        names.add(record.name());
        names.addAll(network.aliases());
        names.add(Ids.brief(record.id()));
        String hostname = record.spec().process().hostname();
        if (!hostname.isEmpty()) {
            names.add(hostname);
        }
        return List.copyOf(names);
    }

    /**
     * Returns what a container resolves: the addresses of those that share a network with it, by name.
     *
     * @param order which of its networks is asked first
     */
    public static Map<String, Set<String>> visible(ContainerRecord from, List<Member> members, NetworkOrder order) {
        Map<String, Set<String>> found = visible(from.networks(), members, order);
        // and nobody else who is called so
        found.putAll(linked(order.of(from.networks()), members, LABEL.asMatchPredicate()));
        return found;
    }

    /** Returns what the links of some networks, the first that counts first, stand for. */
    static Map<String, Set<String>> linked(List<Attachment> networks, List<Member> members, Predicate<String> wanted) {
        Map<String, Set<String>> found = new TreeMap<>();
        networks.stream()
                .filter(NameRule::named)
                .forEach(network -> network.links().stream()
                        .map(LinkRule::parse)
                        .forEach(link -> {
                            Set<String> meant = on(network, members)
                                    .filter(m -> m.names().anyMatch(link.name()::equalsIgnoreCase))
                                    .map(m -> m.member().ip())
                                    .collect(Collectors.toCollection(TreeSet::new));
                            String alias = link.alias().toLowerCase(Locale.ROOT);
                            if (!meant.isEmpty() && wanted.test(alias)) {
                                found.putIfAbsent(alias, meant);
                            }
                        }));
        return found;
    }

    /** One that is on a network, with its names there. */
    record Present(Member member, Attachment network) {
        Stream<String> names() {
            Stream<String> own = NameRule.names(member.record(), network).stream();
            return member.task() ? Stream.concat(own, network.aliases().stream().map(alias -> TASKS + alias)) : own;
        }
    }

    static Stream<Present> on(Attachment network, List<Member> members) {
        return members.stream()
                .flatMap(m -> m.record().networks().stream()
                        .filter(n -> n.networkId().equals(network.networkId()))
                        .map(n -> new Present(m, n)));
    }

    /**
     * Returns what is resolved on some networks, by name: the addresses of those that are on the first of the networks
     * where the name is known. Docker asks no further network then.
     */
    public static Map<String, Set<String>> visible(
            List<Attachment> networks, List<Member> members, NetworkOrder order) {
        return seen(networks, members, order, LABEL.asMatchPredicate());
    }

    /**
     * Returns the names on some networks that no DNS of Kubernetes serves, such as {@code stack_web} and {@code tasks.web},
     * in the same way.
     */
    public static Map<String, Set<String>> beyondDns(
            List<Attachment> networks, List<Member> members, NetworkOrder order) {
        return seen(networks, members, order, LABEL.asMatchPredicate().negate().and(HOST.asMatchPredicate()));
    }

    /**
     * Returns the names that a container cannot ask the cluster's DNS for: those that it does not serve, and all of them where
     * the container has name servers of its own. Docker asks these for what it does not know itself.
     */
    public static Map<String, Set<String>> unserved(ContainerRecord record, List<Member> members, NetworkOrder order) {
        Map<String, Set<String>> names = new TreeMap<>(beyondDns(record.networks(), members, order));
        if (!record.spec().networks().dns().isEmpty()) {
            names.putAll(visible(record, members, order));
        }
        return names;
    }

    static Map<String, Set<String>> seen(
            List<Attachment> networks, List<Member> members, NetworkOrder order, Predicate<String> wanted) {
        Map<String, Set<String>> found = new TreeMap<>();
        for (Attachment network : order.of(networks)) {
            if (named(network)) {
                Map<String, Set<String>> here = new TreeMap<>();
                on(network, members)
                        .forEach(m -> m.names()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .filter(wanted)
                                .forEach(name -> here.computeIfAbsent(name, k -> new TreeSet<>())
                                        .add(m.member().ip())));
                here.forEach(found::putIfAbsent);
            }
        }
        return found;
    }

    /**
     * Returns the addresses of names with one dot, by what is before it, by what is behind it.
     *
     * @param all all containers: what is behind the dot stays known while one of them has such a name
     */
    public static Map<String, Map<String, Set<String>>> dotted(List<ContainerRecord> all, List<Member> members) {
        Map<String, Map<String, Set<String>>> found = new TreeMap<>();
        all.forEach(r -> dottedNames(r, NameRule::named)
                .forEach(name -> found.computeIfAbsent(behind(name), k -> new TreeMap<>())));
        for (Member m : members) {
            dottedNames(m.record(), NameRule::named)
                    .forEach(name -> found.computeIfAbsent(behind(name), k -> new TreeMap<>())
                            .computeIfAbsent(name.substring(0, name.indexOf('.')), k -> new TreeSet<>())
                            .add(m.ip()));
        }
        return found;
    }

    /**
     * Returns where a container on some networks looks up names: it finds those of its networks alone, as in Docker, and
     * on none with names whatever the cluster names.
     *
     * @param all all containers
     */
    public static NameScope scope(List<Attachment> networks, List<ContainerRecord> all) {
        Set<String> joined = networks.stream()
                .filter(NameRule::named)
                .map(Attachment::networkId)
                .collect(Collectors.toSet());
        if (joined.isEmpty()) {
            return NameScope.CLUSTER;
        }
        boolean dots = Stream.concat(
                        networks.stream().flatMap(n -> n.aliases().stream()),
                        all.stream().flatMap(r -> dottedNames(r, n -> joined.contains(n.networkId()))))
                .anyMatch(name -> dotted(name.toLowerCase(Locale.ROOT)));
        return dots ? NameScope.NAMESPACE : NameScope.NETWORKS;
    }

    /**
     * Warns of names that Kubernetes cannot resolve, or not as Docker does.
     *
     * @param asked the names that the client gave
     * @param unknown whether it asks name servers of its own, and nobody writes names into its file
     * @param served whether it asks a name server of d2k's
     */
    public static void judge(List<String> asked, boolean unknown, boolean served, Warnings warnings) {
        if (unknown) {
            warnings.add("With name servers of its own a container does not find others by their names.");
        }
        for (String name : asked) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (dotted(lower) && !served) {
                warnings.add(
                        "The name " + name + " has a dot: it is resolved on all networks of this engine, by containers"
                                + " that start while such a name is on a network of theirs.");
            } else if (!HOST.matcher(lower).matches()) {
                warnings.add("Kubernetes resolves no such name as " + name
                        + ". Give an alias of letters, digits and hyphens to find the container by.");
            }
        }
    }

    private static Stream<String> dottedNames(ContainerRecord record, Predicate<Attachment> on) {
        return record.networks().stream()
                .filter(on)
                .flatMap(n -> Stream.concat(
                        Stream.of(record.name(), record.spec().process().hostname()), n.aliases().stream()))
                .filter(name -> name.indexOf('.') > 0) // few have one, and all containers are asked
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(NameRule::dotted);
    }

    private static boolean dotted(String name) {
        int dot = name.indexOf('.');
        return dot > 0
                && LABEL.matcher(name.substring(0, dot)).matches()
                && DOMAIN.matcher(behind(name)).matches();
    }

    private static String behind(String name) {
        return name.substring(name.indexOf('.') + 1);
    }
}
