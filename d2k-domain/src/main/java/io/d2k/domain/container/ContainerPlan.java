package io.d2k.domain.container;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerRecord.Link;
import io.d2k.domain.image.ImageFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A container to be created: its record and the pod that each start runs.
 *
 * @param id 64 hexadecimal digits
 * @param name Docker's name
 * @param objectName the name of the Kubernetes object
 * @param kind what stands for it
 * @param created when
 * @param spec what was asked
 * @param image what the registry said
 * @param anonymousVolumes volumes that nobody named: those that were made for it, and after them those of containers
 *     whose volumes it mounts, too
 * @param inheritedBinds mounts taken over from other containers, written as for {@code -v}
 * @param networks the networks it joins
 * @param links the containers that it finds on the default bridge by names of its own
 * @param pod what each start runs
 */
public record ContainerPlan(
        String id,
        String name,
        String objectName,
        WorkloadKind kind,
        Instant created,
        ContainerSpec spec,
        Optional<ImageFacts> image,
        List<String> anonymousVolumes,
        List<String> inheritedBinds,
        List<Attachment> networks,
        List<Link> links,
        PodPlan pod) {
    /** Copies the lists. */
    public ContainerPlan {
        anonymousVolumes = List.copyOf(anonymousVolumes);
        inheritedBinds = List.copyOf(inheritedBinds);
        networks = List.copyOf(networks);
        links = List.copyOf(links);
    }
}
