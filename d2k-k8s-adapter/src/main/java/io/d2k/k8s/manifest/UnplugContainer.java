package io.d2k.k8s.manifest;

import io.d2k.domain.network.UnplugReport;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.List;

/**
 * The init container that takes the network interface of its pod away, so that the process has the loopback device alone.
 * The image's own shell and ip do it. The containers of a pod have one network, which the kubelet sets up before any of
 * them and does not look at again.
 */
public final class UnplugContainer {
    /** Its name in the pod. */
    public static final String NAME = "d2k-unplug";

    // Devices that the kernel makes in each network, such as tunl0, cannot be removed; they are down.
    private static final String SCRIPT = "report=/dev/termination-log; "
            + "if ! command -v ip >/dev/null 2>&1; then echo '" + UnplugReport.PLUGGED
            + " its image has no ip' >$report; "
            + "exit 0; fi; "
            + "for d in /sys/class/net/*; do d=${d##*/}; [ \"$d\" = lo ] && continue; "
            + "e=$(ip link delete \"$d\" 2>&1) || e=$(ip link set \"$d\" down 2>&1) "
            + "|| { echo \"" + UnplugReport.PLUGGED + " $d: $e\" >$report; exit 0; }; done; "
            + "echo " + UnplugReport.DONE + " >$report";

    private UnplugContainer() {}

    /**
     * Returns the init container.
     *
     * @param spec the pod, whose first container has the image
     */
    public static V1Container of(V1PodSpec spec) {
        V1Container main = spec.getContainers().getFirst();
        return new V1Container()
                .name(NAME)
                .image(main.getImage())
                .imagePullPolicy(main.getImagePullPolicy())
                .command(Expansion.escape(List.of(FillContainer.SHELL, "-c", SCRIPT)))
                .resources(main.getResources())
                .securityContext(SecurityContexts.ofStep(List.of("NET_ADMIN")));
    }
}
