package io.d2k.domain.container.rule;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.rule.NameRule.Member;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a name server answers a container, as the one of the Docker Engine does: by every name that a host may have, by
 * {@code NAME.NETWORK}, and by address.
 */
public final class AnswerRule {
    private static final Predicate<String> HOST = NameRule.HOST.asMatchPredicate();

    private AnswerRule() {}

    /**
     * Returns addresses by name, in small letters.
     *
     * @param networks those of who asks
     * @param order which of them is asked first
     */
    public static Map<String, Set<String>> addresses(
            List<Attachment> networks, List<Member> members, NetworkOrder order) {
        Map<String, Set<String>> found = new TreeMap<>(NameRule.seen(networks, members, order, HOST));
        found.putAll(NameRule.linked(order.of(networks), members, HOST));
        order.of(networks).stream().filter(NameRule::named).forEach(network -> {
            Map<String, Set<String>> here = new TreeMap<>();
            NameRule.on(network, members)
                    .forEach(m -> m.names()
                            .map(name -> lower(name + "." + network.networkName()))
                            .filter(HOST)
                            .forEach(name -> here.computeIfAbsent(name, k -> new TreeSet<>())
                                    .add(m.member().ip())));
            here.forEach(found::putIfAbsent); // a whole name counts more
        });
        return found;
    }

    /** Returns {@code NAME.NETWORK} by address. */
    public static Map<String, String> names(List<Attachment> networks, List<Member> members, NetworkOrder order) {
        Map<String, String> found = new TreeMap<>();
        order.of(networks).stream()
                .filter(NameRule::named)
                .forEach(network -> NameRule.on(network, members)
                        .forEach(m -> found.putIfAbsent(
                                m.member().ip(), m.member().record().name() + "." + network.networkName())));
        return found;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
