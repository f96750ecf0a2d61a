package io.d2k.domain.network;

import io.d2k.domain.Warnings;
import java.util.List;
import java.util.TreeSet;

/** What the cluster's own network, which carries all of d2k's, does not make of a request. */
public final class NetworkWarningRule {
    private NetworkWarningRule() {}

    /** Returns the warnings for a network that may be created. */
    public static List<String> of(NetworkRequest request) {
        Warnings warnings = new Warnings();
        for (String option : new TreeSet<>(request.options().keySet())) {
            warnings.add("option \"" + option + "\" has no effect: the cluster's own network carries the traffic, and "
                    + (option.equals("encrypted") ? "encrypts it or not" : "is set up")
                    + " as its operator decides");
        }
        return warnings.list();
    }
}
