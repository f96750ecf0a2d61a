package io.d2k.domain.engine;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.network.IsolationRule;
import io.d2k.domain.network.UnplugReport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Decides whether the network interface of a pod is taken away before the process of a container that wants no network, and
 * remembers where that cannot be done: it takes a shell and ip of the image, and a namespace that lets pods have NET_ADMIN.
 */
final class Unplugging {
    private static final Logger LOG = System.getLogger(Unplugging.class.getName());

    private final boolean isolated;
    private final ImageMemory able = new ImageMemory();
    private final ImageMemory unable = new ImageMemory();
    /** Why no pod may have NET_ADMIN; empty as long as that is not known. */
    private volatile String refused;

    /** Begins with what the operator has said. */
    Unplugging(EngineSettings settings) {
        isolated = settings.isolated();
        // what does it is of the image, which may be anything
        refused = !settings.privileged()
                ? "D2K_ALLOW_PRIVILEGED keeps containers from NET_ADMIN."
                : settings.restricted() ? "D2K_POD_SECURITY keeps pods from NET_ADMIN." : "";
    }

    /** Returns whether it is tried at the first start of a container that wants no network. */
    boolean atCreation(String image, Optional<ImageFacts> facts, Warnings warnings) {
        boolean tried = refused.isEmpty() && !unable.knows(image, facts);
        if (!isolated && !(tried && able.knows(image, facts))) {
            warnings.add("Kubernetes pods always have a network. A NetworkPolicy cuts this one off where the cluster"
                    + " enforces them; "
                    + (tried
                            ? "elsewhere only an image that has a shell and ip is cut off, by these."
                            : "elsewhere it stays: "
                                    + (refused.isEmpty() ? image + " has no shell and ip." : refused)));
        }
        return tried;
    }

    /** Returns whether it is tried at the next start of a container. */
    boolean atStart(ContainerRecord record) {
        return IsolationRule.unconnected(record)
                && refused.isEmpty()
                && !unable.knows(record.spec().image(), record.image());
    }

    /** Learns from the pod of a start. */
    void learn(ContainerRecord record, PodObservation pod) {
        UnplugReport.parse(pod.preparation()).ifPresent(report -> {
            if (report.done()) {
                able.learn(record.spec().image(), record.image());
            } else {
                unable(record, report.why());
            }
        });
    }

    /** Learns that the image cannot do it. */
    void unable(ContainerRecord record, String why) {
        if (unable.learn(record.spec().image(), record.image())) {
            tell(record, why);
        }
    }

    /** Learns that the cluster does not take a pod that does it. */
    void refused(ContainerRecord record, String why) {
        refused = "the namespace refuses NET_ADMIN.";
        tell(record, why);
    }

    private void tell(ContainerRecord record, String why) {
        LOG.log(
                Level.WARNING,
                "container " + record.name() + " wants no network, and has one unless the cluster enforces"
                        + " NetworkPolicies: its interface could not be taken away: " + why);
    }
}
