package io.d2k.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A parsed manifest of any of the four kinds that hold images. */
sealed interface Manifest {
    /** Media types that a registry is asked for. */
    String ACCEPT = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    /**
     * An OCI index or a Docker manifest list.
     *
     * @param entries the images in it
     */
    record Index(List<Descriptor> entries) implements Manifest {
        /** Copies the list. */
        public Index {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The image for one platform.
     *
     * @param config its configuration
     * @param layers its files, each layer over those before it
     */
    record Image(Descriptor config, List<Descriptor> layers) implements Manifest {
        /** Copies the list. */
        public Image {
            layers = List.copyOf(layers);
        }

        /** Returns the size of all layers and the configuration, in bytes as they are transferred. */
        long size() {
            return config.size() + layers.stream().mapToLong(Descriptor::size).sum();
        }
    }

    /**
     * Parses a manifest by what it holds; the media type, where given, has to agree.
     *
     * @param contentType media type by which it was sent, may be empty or general
     * @throws RegistryFailure when it is no manifest of an image
     */
    static Manifest parse(byte[] body, String contentType) throws RegistryFailure {
        Json json = Json.parse(body, "image manifest");
        String type = json.has("mediaType") ? json.text("mediaType") : contentType.replaceFirst(";.*", "");
        if (json.number("schemaVersion") == 1 || type.contains(".distribution.manifest.v1+")) {
            throw RegistryFailure.unreachable("Docker Image Format v1 and Docker Image manifest version 2, schema 1"
                    + " support has been removed. Build and push the image anew with a current tool.");
        }
        // A document that could be read in two ways would be two images under one digest (CVE-2021-41190).
        boolean index = json.has("manifests");
        boolean image = json.has("config") || json.has("layers");
        boolean contradicts = index ? type.contains("manifest.v") : type.contains("index.v") || type.contains("list.v");
        if (index == image || contradicts) {
            throw RegistryFailure.unreachable("unsupported manifest format");
        }
        return index ? index(json) : image(json);
    }

    private static Index index(Json json) throws RegistryFailure {
        List<Descriptor> entries = new ArrayList<>();
        for (Json entry : json.objects("manifests")) {
            entries.add(descriptor(entry));
        }
        return new Index(entries);
    }

    private static Image image(Json json) throws RegistryFailure {
        Descriptor config = descriptor(json.object("config"));
        if (!holdsImageConfig(config.mediaType())) {
            throw RegistryFailure.missing("unsupported media type " + Words.shorten(config.mediaType()));
        }
        try {
            long size = config.size();
            List<Descriptor> layers = new ArrayList<>();
            for (Json layer : json.objects("layers")) {
                layers.add(descriptor(layer));
                size = Math.addExact(size, layers.getLast().size()); // no sum of them overflows later on
            }
            return new Image(config, layers);
        } catch (ArithmeticException e) {
            throw RegistryFailure.unreachable("invalid image manifest: layers of impossible size");
        }
    }

    // Old tools wrote general media types. Anything else is a chart, a signature, a plugin: no image.
    private static boolean holdsImageConfig(String mediaType) {
        return switch (mediaType.toLowerCase(Locale.ROOT)) {
            case "",
                    "application/octet-stream",
                    "application/json",
                    "text/html",
                    "application/vnd.oci.image.config.v1+json",
                    "application/vnd.docker.container.image.v1+json" -> true;
            default -> false;
        };
    }

    private static Descriptor descriptor(Json json) throws RegistryFailure {
        long size = json.number("size");
        if (size < 0) {
            throw RegistryFailure.unreachable("invalid image manifest: negative size");
        }
        Json platform = json.object("platform");
        // Old lists have entries whose platform is there but empty: they fit anywhere, as those without one do.
        boolean named =
                !platform.text("os").isEmpty() || !platform.text("architecture").isEmpty();
        return new Descriptor(
                json.text("mediaType"),
                Digest.parse(json.text("digest")),
                size,
                named
                        ? Optional.of(Platform.of(
                                platform.text("os"), platform.text("architecture"), platform.text("variant")))
                        : Optional.empty());
    }
}
