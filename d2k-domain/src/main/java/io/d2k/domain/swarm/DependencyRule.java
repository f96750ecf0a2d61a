package io.d2k.domain.swarm;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which secrets and configs may be made and changed, and which ones a filter selects. */
public final class DependencyRule {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,62}[a-zA-Z0-9])?");

    private DependencyRule() {}

    /**
     * Checks what is to be made.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(DependencyKind kind, DependencySpec spec) {
        if (spec.name().isEmpty()) {
            throw RpcError.invalidArgument("name must be provided");
        }
        if (!NAME.matcher(spec.name()).matches()) {
            throw RpcError.invalidArgument("invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and"
                    + " end character must be [a-zA-Z0-9]");
        }
        if (kind == DependencyKind.SECRET && spec.driver().isPresent()) {
            throw spec.driver().get().isEmpty()
                    ? RpcError.invalidArgument("secret driver must have a name")
                    : RpcError.unknown("plugin \"" + spec.driver().get() + "\" not found");
        }
        int size = Base64.getDecoder().decode(spec.data()).length;
        if (size < 1 || size >= kind.limit()) {
            throw RpcError.invalidArgument(
                    kind.word() + " data must be larger than 0 and less than " + kind.limit() + " bytes");
        }
        if (kind == DependencyKind.SECRET && spec.templating().isPresent()) {
            throw EngineException.unsupported("templates in a secret ("
                    + spec.templating().get() + ") are not supported, since what is filled in would be readable in the"
                    + " pods: fill in the values before creating it");
        }
    }

    /**
     * Checks a change: labels are all that can be changed.
     *
     * @throws EngineException in Docker's words
     */
    public static void checkUpdate(Dependency before, DependencySpec after) {
        boolean sameData = after.data().isEmpty() || after.data().equals(before.data());
        if (!after.name().equals(before.name()) || !sameData) {
            throw RpcError.invalidArgument("only updates to Labels are allowed");
        }
    }

    /** Returns a refusal to make a second one of a name. */
    public static EngineException taken(DependencyKind kind, String name) {
        return RpcError.alreadyExists(kind.word() + " " + name + " already exists");
    }

    /**
     * Returns a refusal to remove what services use.
     *
     * @param services their names
     */
    public static EngineException inUse(DependencyKind kind, String name, List<String> services) {
        return RpcError.invalidArgument(kind.word() + " '" + name + "' is in use by the following "
                + (services.size() == 1 ? "service" : "services") + ": " + String.join(", ", services));
    }

    /** Returns whether two names are one: case makes no difference. */
    public static boolean sameName(String one, String other) {
        return one.equalsIgnoreCase(other);
    }

    /** Returns whether a filter selects it: names, beginnings of names and of IDs are alternatives. */
    public static boolean selects(Filters filters, Dependency dependency) {
        String name = lower(dependency.name());
        Stream<Boolean> tests = Stream.of(
                        filters.get("names").stream().map(wanted -> name.equals(lower(wanted))),
                        filters.get("name").stream().map(wanted -> name.startsWith(lower(wanted))),
                        filters.get("id").stream().map(dependency.id()::startsWith))
                .flatMap(s -> s);
        List<Boolean> results = tests.toList();
        return (results.isEmpty() || results.contains(true))
                && SwarmFilter.labels(filters.get("label"), dependency.labels());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
