package io.d2k.domain.container.rule;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerState.Health;
import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.Port;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Which containers a list's filters let through (moby {@code daemon/list.go}). */
public final class ContainerFilterRule {
    private static final Set<String> KNOWN = Set.of(
            "ancestor",
            "before",
            "exited",
            "expose",
            "health",
            "id",
            "is-task",
            "isolation",
            "label",
            "name",
            "network",
            "publish",
            "since",
            "status",
            "volume");
    private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");

    private static final String TASK_LABEL = "com.docker.swarm.task.id";

    private ContainerFilterRule() {}

    /**
     * Checks names and values.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(Filters filters) {
        filters.allowOnly(KNOWN);
        for (String status : filters.get("status")) {
            boolean known = status.equals("paused")
                    || Arrays.stream(ContainerStatus.values())
                            .anyMatch(s -> s.word().equals(status));
            if (!known) {
                throw EngineException.invalid("invalid filter 'status=" + status + "'");
            }
        }
        for (String health : filters.get("health")) {
            if (!HEALTH.contains(health)) {
                throw EngineException.invalid("unrecognized filter value for health: " + health);
            }
        }
        for (String code : filters.get("exited")) {
            exitCode(code);
        }
        for (String name : List.of("publish", "expose")) {
            filters.get(name).forEach(text -> PortFilterRule.of(name, text));
        }
        filters.flag("is-task", false);
    }

    /**
     * Returns whether a container passes.
     *
     * @param createdOf when the container of a ref was created, for {@code before} and {@code since}
     */
    public static boolean passes(Filters filters, ContainerView c, Function<String, Instant> createdOf) {
        return filters.any("id", id -> !id.isEmpty() && c.id().startsWith(id))
                && filters.matches("name", c.name(), "/" + c.name())
                && filters.any("status", c.state().status().word()::equals)
                && filters.any("exited", code -> exited(c) && c.state().exitCode() == exitCode(code))
                && filters.any("health", c.state().health().map(Health::word).orElse("none")::equals)
                && filters.any("ancestor", image -> ancestor(image, c))
                && filters.any(
                        "network",
                        network -> c.networks().stream()
                                .anyMatch(n -> n.name().equals(network)
                                        || n.networkId().startsWith(network)))
                && filters.any(
                        "volume",
                        volume -> !volume.isEmpty()
                                && c.mounts().stream()
                                        .anyMatch(m -> m.name().equals(volume)
                                                || m.destination().equals(volume)
                                                || m.source().equals(volume)))
                && filters.any(
                        "expose", text -> ports("expose", text, c.published().keySet()))
                && filters.any("publish", text -> ports("publish", text, hostPorts(c)))
                && filters.get("before").stream().allMatch(r -> c.created().isBefore(createdOf.apply(r)))
                && filters.get("since").stream().allMatch(r -> c.created().isAfter(createdOf.apply(r)))
                && filters.matchesLabels(c.config().labels())
                && (!filters.has("is-task")
                        || filters.flag("is-task", false) == c.config().labels().containsKey(TASK_LABEL));
    }

    /** Returns whether the filters ask for containers that do not run, whatever {@code all} says. */
    public static boolean includesStopped(Filters filters) {
        return filters.has("status");
    }

    private static long exitCode(String code) {
        try {
            return Long.parseLong(code);
        } catch (NumberFormatException e) {
            String why = code.matches("[-+]?\\d+") ? "value out of range" : "invalid syntax";
            throw new EngineException(
                    ErrorKind.INVALID,
                    "invalid filter 'exited=" + code + "': strconv.Atoi: parsing \"" + code + "\": " + why,
                    e);
        }
    }

    private static boolean exited(ContainerView c) {
        return !c.state().running() && c.state().startedAt().isPresent();
    }

    private static boolean ancestor(String image, ContainerView c) {
        Optional<String> id = c.image().map(ImageFacts::id);
        String digits = image.startsWith("sha256:") ? image : "sha256:" + image;
        if (id.filter(i -> i.startsWith(digits)).isPresent() && image.matches("(sha256:)?[0-9a-f]{4,64}")) {
            return true;
        }
        try {
            var own = ImageReference.parse(c.record().spec().image());
            return ancestor(ImageReference.parse(image), own, c.image().map(ImageFacts::repoDigest));
        } catch (EngineException e) {
            return image.equals(c.record().spec().image());
        }
    }

    /** A digest tells which image it is, whatever the tag beside it says; those of tasks have both. */
    private static boolean ancestor(ImageReference asked, ImageReference own, Optional<String> digest) {
        boolean same = asked.digest().isPresent()
                ? asked.digest().equals(own.digest()) || asked.digest().equals(digest)
                : asked.tag().equals(own.tag());
        return same && asked.sameRepository(own);
    }

    /** Returns the ports under which a container is published, as Docker filters by them: not those inside of it. */
    private static List<Port> hostPorts(ContainerView c) {
        return c.published().entrySet().stream()
                .flatMap(e -> e.getValue().stream()
                        .map(PortBinding::hostPort)
                        .filter(p -> !p.isEmpty() && p.chars().allMatch(Character::isDigit))
                        .map(p -> new Port(Integer.parseInt(p), e.getKey().protocol())))
                .toList();
    }

    private static boolean ports(String filter, String text, Collection<Port> ports) {
        return ports.stream().anyMatch(PortFilterRule.of(filter, text)::fits);
    }
}
