package io.d2k.domain.port.out;

import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import java.util.List;
import java.util.Optional;

/**
 * Credentials by which the cluster's nodes pull images: one set for each repository, which is what registries grant
 * access to. So nobody's credentials replace those of another user's images, and what is kept has proven to be good for
 * just that repository. Reads come from memory.
 */
public interface PullCredentials {
    /**
     * Keeps the credentials that a registry accepted for an image's repository; replaces those kept before.
     *
     * @return the names to be given to the workloads of images of that repository
     * @throws io.d2k.domain.error.EngineException of kind {@code FORBIDDEN} when d2k may keep none
     */
    List<String> keep(ImageReference image, RegistryAuth auth);

    /** Returns the names for workloads of images of that repository; none where none were kept. */
    List<String> of(ImageReference image);

    /** Returns what is kept for that repository, as d2k itself may use it in place of a node; nothing where nothing is. */
    Optional<RegistryAuth> held(ImageReference image);

    /** Forgets all that neither a pulled image nor a workload needs any more. */
    void tidy();
}
