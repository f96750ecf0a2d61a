package io.d2k.domain.service.rule;

import io.d2k.domain.Ids;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.swarm.RpcError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ports that a service publishes, with numbers for those that nobody named: from 30000 on, as in a swarm. */
public final class ServicePortRule {
    private static final int FIRST = 30_000;
    private static final int COUNT = 2_768;

    private ServicePortRule() {}

    /**
     * Chooses.
     *
     * @param name the service's name, which decides where the search for a free number begins
     * @param own the service's ID, empty for a new one
     * @param before what it publishes so far
     * @param others all services
     * @throws io.d2k.domain.error.EngineException in Docker's words when a port is taken
     */
    public static List<PublishedTarget> choose(
            String name,
            String own,
            List<PublishedTarget> asked,
            List<PublishedTarget> before,
            List<ServiceRecord> others) {
        Set<String> taken = new HashSet<>();
        for (ServiceRecord other : others) {
            if (!other.id().equals(own)) {
                other.ports().forEach(p -> conflict(p, asked, other));
                other.ports().forEach(p -> taken.add(key(p)));
            }
        }
        asked.stream().filter(p -> p.published() > 0).forEach(p -> taken.add(key(p)));
        List<PublishedTarget> chosen = new ArrayList<>();
        for (PublishedTarget port : asked) {
            chosen.add(port.published() > 0 || port.host() ? port : free(name, port, before, taken));
        }
        return chosen;
    }

    private static void conflict(PublishedTarget theirs, List<PublishedTarget> asked, ServiceRecord other) {
        for (PublishedTarget p : asked) {
            boolean same = p.published() > 0 && p.published() == theirs.published();
            // ports of nodes are each task's own: two services may ask for one, and share it where they do not meet
            if (same && key(p).equals(key(theirs)) && !(p.host() && theirs.host())) {
                throw RpcError.invalidArgument("port '" + p.published() + "' is already in use by service '"
                        + other.name() + "' (" + other.id() + ") as "
                        + (theirs.host() ? "a host-published port" : "an ingress port"));
            }
        }
    }

    private static PublishedTarget free(
            String name, PublishedTarget port, List<PublishedTarget> before, Set<String> taken) {
        Optional<PublishedTarget> kept = before.stream()
                .filter(b -> b.target().equals(port.target()) && !b.host())
                .filter(b -> b.published() >= FIRST && !taken.contains(key(b)))
                .findFirst();
        int start = Math.floorMod(Ids.derived(name + port.target().key()).hashCode(), COUNT);
        PublishedTarget found = kept.map(k -> port.withPublished(k.published())).orElse(port);
        for (int i = 0; i < COUNT && found.published() == 0; i++) {
            PublishedTarget candidate = port.withPublished(FIRST + (start + i) % COUNT);
            if (!taken.contains(key(candidate))) {
                found = candidate;
            }
        }
        taken.add(key(found));
        return found;
    }

    private static String key(PublishedTarget port) {
        return port.published() + "/" + port.target().protocol().key();
    }
}
