package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.system.KubernetesVersion;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The host name of a container ({@code --hostname}): a DNS label, with dots where the cluster takes them. */
public final class HostnameRule {
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern WITHOUT_DOTS = Pattern.compile(LABEL);
    private static final Pattern WITH_DOTS = Pattern.compile(LABEL + "(?:\\." + LABEL + ")+");
    /** What Linux takes. */
    private static final int LONGEST = 64;

    private HostnameRule() {}

    /**
     * Returns the name that the pod gets.
     *
     * @param server tells the version of the cluster, such as {@code v1.34.1}; asked only where it matters
     * @throws EngineException for one that is none, in Docker's words
     */
    public static String translate(String asked, Supplier<String> server, Warnings warnings) {
        String lower = asked.toLowerCase(Locale.ROOT).replace('_', '-');
        boolean dotted = lower.length() <= LONGEST
                && WITH_DOTS.matcher(lower).matches()
                && KubernetesVersion.hasDottedHostnames(server.get());
        String name = dotted ? lower : lower.replace('.', '-');
        if (!dotted && !WITHOUT_DOTS.matcher(name).matches()) {
            throw EngineException.invalid("invalid hostname format: " + asked);
        }
        if (!name.equals(asked)) {
            warnings.add("Kubernetes allows no such host name as " + asked + ". " + name + " is used.");
        }
        return name;
    }
}
