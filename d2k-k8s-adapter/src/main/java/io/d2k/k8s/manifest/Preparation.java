package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan.Mount;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The steps before the process of a pod: init containers of its own image. */
public final class Preparation {
    private static final Set<String> NAMES = Set.of(FillContainer.NAME, UnplugContainer.NAME);

    private Preparation() {}

    /**
     * Returns the init containers; none where there is nothing to do.
     *
     * @param spec the pod, whose first container has the image and mounts the volumes
     * @param fills which of its mounts to fill, in the order of the targets
     * @param unplugged whether to take the network interface away
     */
    public static List<V1Container> of(V1PodSpec spec, List<Mount> fills, boolean unplugged) {
        List<V1Container> steps = new ArrayList<>(FillContainer.of(spec, fills));
        if (unplugged) {
            steps.add(UnplugContainer.of(spec));
        }
        return steps;
    }

    /** Returns whether that is the name of a step. */
    public static boolean isStep(String container) {
        return NAMES.contains(container);
    }
}
