package io.d2k.domain.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the registry's manifest and config say of an image.
 *
 * @param id digest of the config, {@code sha256:...}: Docker's image ID
 * @param manifestDigest digest of the manifest for this platform
 * @param repoDigest digest that the tag resolves to (the index where there is one)
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant such as {@code v8}, empty for none
 * @param created when it was built
 * @param author who built it, may be empty
 * @param sizeBytes compressed size of all layers, in bytes: the registry knows no other
 * @param layers digests of the unpacked layers ({@code rootfs.diff_ids})
 * @param blobs digests of the same layers as the registry has them; empty where nobody told
 * @param history how it was built, oldest first
 * @param config what a container inherits
 * @param accounts what the names of users and groups stand for that were looked up in the image
 */
public record ImageFacts(
        String id,
        String manifestDigest,
        String repoDigest,
        String os,
        String architecture,
        String variant,
        Optional<Instant> created,
        String author,
        long sizeBytes,
        List<String> layers,
        List<String> blobs,
        List<Layer> history,
        ImageConfig config,
        Accounts accounts) {
    /** Copies the lists. */
    public ImageFacts {
        layers = List.copyOf(layers);
        blobs = List.copyOf(blobs);
        history = List.copyOf(history);
    }

    /** Returns what a container of the image tells of it, without how the image was built. */
    public ImageFacts brief() {
        return with(List.of(), List.of(), List.of(), Accounts.NONE);
    }

    /** Returns what the image runs on, in Docker's form. */
    public String platform() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }

    /** Returns this with names that were looked up. */
    public ImageFacts withAccounts(Accounts found) {
        return with(layers, blobs, history, found);
    }

    private ImageFacts with(
            List<String> newLayers, List<String> newBlobs, List<Layer> newHistory, Accounts newAccounts) {
        return new ImageFacts(
                id,
                manifestDigest,
                repoDigest,
                os,
                architecture,
                variant,
                created,
                author,
                sizeBytes,
                newLayers,
                newBlobs,
                newHistory,
                config,
                newAccounts);
    }

    /**
     * One step of an image's history.
     *
     * @param created when it was made
     * @param createdBy the command that made it
     * @param comment a remark, may be empty
     * @param emptyLayer whether it changed no files
     * @param sizeBytes compressed size of the files that it changed, in bytes; 0 for none, and where nobody told
     */
    public record Layer(
            Optional<Instant> created, String createdBy, String comment, boolean emptyLayer, long sizeBytes) {
        /** Returns this with the size of its files. */
        public Layer sized(long bytes) {
            return new Layer(created, createdBy, comment, emptyLayer, bytes);
        }
    }
}
