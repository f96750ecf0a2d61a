package io.d2k.domain.port.out;

import io.d2k.domain.image.AccountLookup;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import java.util.Optional;

/** Registries of images. */
public interface ImageRegistry {
    /**
     * Asks the registry for an image's manifest and config; answers within a bounded time, from a cache where the digest
     * is known.
     *
     * @param platform such as {@code linux/arm64}, empty for the cluster's
     */
    ImageLookup lookup(ImageReference reference, Optional<RegistryAuth> auth, String platform);

    /**
     * Reads the names of users and groups in an image, from its layers, within a bounded time; by default they are not known.
     *
     * @param reference whose repository holds the image
     * @param image what a lookup found
     */
    default AccountLookup accounts(ImageReference reference, ImageFacts image, Optional<RegistryAuth> auth) {
        return new AccountLookup.Unknown("no registry is asked");
    }

    /** A way to look an image up, as {@link ImageRegistry#lookup} does. */
    @FunctionalInterface
    interface Lookup {
        /** Looks up. */
        ImageLookup of(ImageReference reference, Optional<RegistryAuth> auth, String platform);
    }

    /** Returns the same registries, in which images are looked up in another way. */
    default ImageRegistry withLookup(Lookup other) {
        ImageRegistry these = this;
        return new ImageRegistry() {
            @Override
            public ImageLookup lookup(ImageReference reference, Optional<RegistryAuth> auth, String platform) {
                return other.of(reference, auth, platform);
            }

            @Override
            public AccountLookup accounts(ImageReference reference, ImageFacts image, Optional<RegistryAuth> auth) {
                return these.accounts(reference, image, auth);
            }
        };
    }

    /** Returns a view that asks the registry anew what a tag means, for pulls; by default there is no difference. */
    default ImageRegistry revalidating() {
        return this;
    }
}
