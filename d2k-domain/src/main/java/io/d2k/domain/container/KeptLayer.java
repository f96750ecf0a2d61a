package io.d2k.domain.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container's process has changed of its image's files, as the node keeps it as long as the pod is there: the upper
 * directory of its overlay (overlayfs of the Linux kernel). The process that begins a container tells of it, see
 * {@code LayerReport}; an image may tell what it likes. So who uses it has to know the runtime's directory from elsewhere, and
 * has to have the node look for the file {@link #place} in the layer, which nobody else's has.
 *
 * @param node where it lies
 * @param runtime the directory of the node's container runtime, such as {@code /var/lib/containerd}
 * @param path the layer's directory on the node, below that one
 * @param archives the number of the last archive kept for the start that had been unpacked before, -1 for none
 */
public record KeptLayer(String node, String runtime, String path, int archives) {
    /** The directory of d2k's own in a container that can tell of its layer. */
    public static final String DIRECTORY = "/var/lib/d2k";
    /** Where a pod that shows the files beside those of the image has them; not in a directory that an image may have. */
    public static final String BESIDE = "/.d2k/layer";
    /** What the words that tell of a layer begin with; the number and the path follow. */
    public static final String WORDS = "d2k: layer ";

    /** What stands in the file for the last words once the files of the run before are in place. */
    public static final String PLACED = "d2k: the files are in place";

    /** Where containerd, CRI-O and dockerd keep layers; no part of it is a container's to name. */
    private static final Pattern PATH =
            Pattern.compile("(/[A-Za-z0-9_./-]+)/(?:io\\.containerd\\.snapshotter\\.v1\\.overlayfs"
                    + "/snapshots/[0-9]+/fs|overlay2?/[0-9a-f]{64}/diff)");

    private static final Pattern TOLD = Pattern.compile(WORDS + "(-1|[0-9]{1,6}) (/.+)");
    private static final Pattern UNCLEAN = Pattern.compile("//|/\\.\\.?/");

    /** Returns the file in a container where its first process leaves its words, which shows whose the layer is. */
    public static String place(String id) {
        return DIRECTORY + "/" + id;
    }

    /** Returns the layer that a process has told of in its last words; nothing where it told something else. */
    public static Optional<KeptLayer> told(String node, String words) {
        Matcher told = TOLD.matcher(words);
        return node.isEmpty() || !told.matches()
                ? Optional.empty()
                : runtime(told.group(2))
                        .map(runtime -> new KeptLayer(node, runtime, told.group(2), Integer.parseInt(told.group(1))));
    }

    /** Returns the directory of the runtime whose layer a directory is; nothing where it is none. */
    public static Optional<String> runtime(String upper) {
        Matcher path = PATH.matcher(upper);
        return path.matches() && !UNCLEAN.matcher(upper).find() ? Optional.of(path.group(1)) : Optional.empty();
    }
}
