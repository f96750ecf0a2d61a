package io.d2k.domain.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container's process has changed of its image's files, as the node keeps it as long as the pod is there: the upper
 * directory of its overlay (overlayfs of the Linux kernel). The process that begins a container tells of it, see
 * {@code OutputGateRule}; who uses it has to have the node show that it holds the file {@link #place}, which only the
 * runtime makes there, since an image may tell what it likes.
 *
 * @param node where it lies
 * @param path the directory on the node, absolute and clean
 * @param archives the number of the last archive kept for the start that had been unpacked before, -1 for none
 */
public record KeptLayer(String node, String path, int archives) {
    /** The directory of d2k's own in a container that can tell of its layer. */
    public static final String DIRECTORY = "/var/lib/d2k";
    /** What the words that tell of a layer begin with; the number and the path follow. */
    public static final String WORDS = "d2k: layer ";

    /** What stands in the file for the last words once the files of the run before are in place. */
    public static final String PLACED = "d2k: the files are in place";

    private static final Pattern TOLD = Pattern.compile(WORDS + "(-1|[0-9]{1,6}) ((?:/[A-Za-z0-9_.-]+)+)");
    private static final Pattern UPWARDS = Pattern.compile("/\\.\\.?(?:/|$)");

    /** Returns the file in a container where its first process leaves its words, which shows whose the layer is. */
    public static String place(String id) {
        return DIRECTORY + "/" + id;
    }

    /** Returns the layer that a process has told of in its last words; nothing where it told something else. */
    public static Optional<KeptLayer> told(String node, String words) {
        Matcher told = TOLD.matcher(words);
        return !node.isEmpty()
                        && told.matches()
                        && !UPWARDS.matcher(told.group(2)).find()
                ? Optional.of(new KeptLayer(node, told.group(2), Integer.parseInt(told.group(1))))
                : Optional.empty();
    }
}
