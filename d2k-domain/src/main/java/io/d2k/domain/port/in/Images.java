package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.image.RegistryAuth;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Images, as far as containers and pulls know them; d2k holds no layers. */
public interface Images {
    /** Lists images, the newest first. */
    List<ImageView> list(Filters filters);

    /**
     * Tells all about one image.
     *
     * @param ref a reference, an image ID or a prefix of one
     * @throws io.d2k.domain.error.EngineException {@code NOT_FOUND} with Docker's "No such image"
     */
    ImageView inspect(String ref);

    /**
     * Acknowledges a pull: looks the image up in its registry and records it. Nodes fetch the layers when they run it.
     *
     * @param platform empty for the cluster's
     * @return the progress as Docker tells it, which ends with a failure where the image is not for the platform
     * @throws io.d2k.domain.error.EngineException before any progress when the registry has no such image or refuses
     */
    List<PullProgress> pull(String ref, String platform, Optional<RegistryAuth> auth);

    /**
     * Acknowledges a pull of all tags of a repository.
     *
     * @param repository its name, without a tag
     * @param progress is told as it goes on, at last of a failure where there is one after something was told
     * @throws io.d2k.domain.error.EngineException before any progress when the registry knows no such repository or refuses
     */
    void pullAll(String repository, String platform, Optional<RegistryAuth> auth, Consumer<PullProgress> progress);

    /**
     * Takes a name from an image, and forgets the image when that was the last; or forgets all that an ID means.
     *
     * @param force whether to do so although containers use it (by its ID, stopped ones alone), or it has several names
     * @return what was untagged and deleted, in Docker's order
     */
    List<Removed> remove(String ref, boolean force);

    /**
     * Gives an image a further name, under which it runs, is listed and is removed; its registry does not learn of it.
     *
     * @param repository the name, with or without a tag
     * @param tag the tag; empty for that of the name, or else {@code latest}
     * @throws io.d2k.domain.error.EngineException {@code NOT_FOUND}, or {@code INVALID} for a name that is none
     */
    void tag(String ref, String repository, String tag);

    /**
     * Forgets images that no container uses: those without a tag, or all with filter {@code dangling=false}.
     *
     * @return what was untagged and deleted
     */
    List<Removed> prune(Filters filters);

    /**
     * One line of a removal.
     *
     * @param untagged the reference, empty for a deletion
     * @param deleted the image ID, empty for an untagging
     */
    record Removed(String untagged, String deleted) {}
}
