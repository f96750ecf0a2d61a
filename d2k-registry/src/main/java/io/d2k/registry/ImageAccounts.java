package io.d2k.registry;

import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageFacts;
import java.util.List;

/** Reads the names of users and groups in an image. */
final class ImageAccounts {
    private static final String PASSWD = "etc/passwd";
    private static final String GROUP = "etc/group";

    private ImageAccounts() {}

    /**
     * Reads as few layers as possible: mostly that in which the last user was made.
     *
     * @throws RegistryFailure when the layers cannot be had, or not be read
     */
    static Accounts read(Repository repository, ImageFacts image) throws RegistryFailure {
        Repository.Document document = repository.manifest(image.manifestDigest());
        if (!(Manifest.parse(document.body(), document.mediaType()) instanceof Manifest.Image manifest)) {
            throw RegistryFailure.unreachable("unsupported manifest format");
        }
        LayerFiles files = new LayerFiles(List.of(PASSWD, GROUP));
        for (Descriptor layer : manifest.layers().reversed()) {
            repository.layer(layer, files::read);
            if (files.complete()) {
                break;
            }
        }
        return Accounts.parse(
                files.content(PASSWD).orElse(""), files.content(GROUP).orElse(""));
    }
}
