package io.d2k.domain.network;

import io.d2k.domain.Warnings;
import java.util.List;
import java.util.TreeSet;

/** What the cluster's own network, which carries all of d2k's, does not make of a request. */
public final class NetworkWarningRule {
    private NetworkWarningRule() {}

    /**
     * Returns the warnings for a network that may be created.
     *
     * @param isolated whether networks are kept apart
     */
    public static List<String> of(NetworkRequest request, boolean isolated) {
        Warnings warnings = new Warnings();
        if (request.internal() && !isolated) {
            warnings.add("an internal network has a way out all the same without D2K_NETWORK_ISOLATION");
        }
        for (String option : new TreeSet<>(request.options().keySet())) {
            warnings.add("option \"" + option + "\" has no effect: the cluster's own network carries the traffic, and "
                    + (option.equals("encrypted") ? "encrypts it or not" : "is set up")
                    + " as its operator decides");
        }
        return warnings.list();
    }
}
