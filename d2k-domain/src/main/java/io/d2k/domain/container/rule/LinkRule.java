package io.d2k.domain.container.rule;

import io.d2k.domain.Ids;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.error.EngineException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** {@code name:alias}: what a container finds by another name of its own, on the network of both. */
public final class LinkRule {
    private static final Set<String> WITHOUT_NAMES = Set.of("", "default", "bridge", "none");

    private LinkRule() {}

    /**
     * A link.
     *
     * @param name by which others find the container that is meant
     * @param alias by which this one does
     */
    public record Link(String name, String alias) {}

    /**
     * Reads a link, also in the form {@code /name:/own/alias} in which the Docker Engine once showed them.
     *
     * @throws EngineException in Docker's words, and with its status: moby takes no kind for them
     */
    public static Link parse(String text) {
        String[] parts = text.split(":", -1);
        if (text.isEmpty()) {
            throw EngineException.unclassed("empty string specified for links");
        }
        if (parts.length > 2) {
            throw EngineException.unclassed("bad format for links: " + text);
        }
        if (parts.length == 1) {
            return new Link(text, text);
        }
        if (text.startsWith("/")) {
            return new Link(parts[0].substring(1), parts[1].substring(parts[1].lastIndexOf('/') + 1));
        }
        return new Link(parts[0], parts[1]);
    }

    /** Returns whether links of a request are those of the default bridge; on others the Docker Engine reads past them. */
    public static boolean onDefaultBridge(NetworkSpec networks) {
        return WITHOUT_NAMES.contains(networks.mode());
    }

    /**
     * Returns the line of {@code /etc/hosts} by which a link is found: its alias, and the other's own names.
     *
     * @param ip the other's address
     */
    public static HostAlias host(ContainerRecord.Link link, ContainerRecord target, String ip) {
        String hostname = target.spec().process().hostname();
        Stream<String> names =
                Stream.of(link.alias(), hostname.isEmpty() ? Ids.brief(target.id()) : hostname, target.name());
        return new HostAlias(
                ip, names.map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList());
    }
}
