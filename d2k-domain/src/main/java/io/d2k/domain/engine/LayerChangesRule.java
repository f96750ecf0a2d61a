package io.d2k.domain.engine;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.FileChange;
import io.d2k.domain.file.FileChange.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What differs between an image and the upper directory of an overlay over it. Compared are the same facts as by the Docker
 * Engine (moby {@code pkg/archive/changes.go}), and a directory with changes below it is one.
 */
final class LayerChangesRule {
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int CHARACTERS = 0020000;

    private static final String EACH = "-c '/%f %u %g %s %Y %t:%T %n'";

    /** What the kubelet, the runtime and d2k put into a container; the Docker Engine has it below the container's own files. */
    private static final Set<String> OTHERS = Set.of(
            "/dev",
            "/proc",
            "/sys",
            "/.d2k",
            KeptLayer.DIRECTORY,
            "/etc/hosts",
            "/etc/hostname",
            "/etc/resolv.conf",
            "/run/secrets/kubernetes.io",
            "/var/run/secrets/kubernetes.io");

    private static final Pattern LINE =
            Pattern.compile("/([0-9a-f]+) (\\d+) (\\d+) (\\d+) (-?\\d+) (\\S+) (.+)", Pattern.DOTALL);

    private LayerChangesRule() {}

    /**
     * Returns what a shell is asked to do to show both sides: facts of all files of the layer, a line {@code //}, and facts of
     * those that the image has as well, and at the end a line {@code ///}. Each begins with a slash, which no line of a name begins with that has several.
     *
     * @param layer where the layer is mounted
     * @param root where the image's files are
     */
    static List<String> command(String layer, String root) {
        return List.of(
                "/bin/sh",
                "-c",
                "cd \"$1\" && find . -exec stat " + EACH + " {} + && echo // && find . -exec sh -c 'cd \"$0\" && stat "
                        + EACH.replace("'", "'\\''") + " \"$@\" 2>/dev/null; :' \"$2\" {} + && echo ///",
                "d2k-diff",
                layer,
                root);
    }

    /** What is compared of a file. */
    private record Facts(int mode, String owner, String device, long size, long modified) {
        boolean directory() {
            return (mode & TYPE) == DIRECTORY;
        }

        /** Overlayfs' sign that the file below is gone (overlayfs.rst of the Linux kernel). */
        boolean whiteout() {
            return (mode & TYPE) == CHARACTERS && device.equals("0:0");
        }

        /** A directory's size and time change with what is in it. */
        boolean same(Facts other) {
            boolean alike = mode == other.mode && owner.equals(other.owner) && device.equals(other.device);
            return alike && (directory() || size == other.size && modified == other.modified);
        }
    }

    /** Returns whether such a shell has said all that it had to. */
    static boolean whole(String answer) {
        return answer.endsWith("\n///\n");
    }

    /** Returns the changes, parents first, as such a shell has answered. */
    static List<FileChange> changes(String answer) {
        int middle = answer.startsWith("//\n") ? 0 : answer.indexOf("\n//\n") + 1;
        Map<String, Facts> layer = facts(answer.substring(0, middle));
        Map<String, Facts> image = facts(answer.substring(middle));
        Map<String, Kind> changes = sorted();
        layer.forEach((path, facts) -> {
            boolean known = image.containsKey(path) && directories(image, parent(path));
            if (facts.whiteout()) {
                if (known) {
                    changes.put(path, Kind.DELETED);
                }
            } else if (!known) {
                changes.put(path, Kind.ADDED);
            } else if (!facts.same(image.get(path))) {
                changes.put(path, Kind.MODIFIED);
            }
        });
        withoutOthers(layer, changes);
        for (String path : List.copyOf(changes.keySet())) {
            for (String p = parent(path); !p.equals("/"); p = parent(p)) {
                changes.putIfAbsent(p, Kind.MODIFIED);
            }
        }
        return changes.entrySet().stream()
                .map(e -> new FileChange(e.getKey(), e.getValue()))
                .toList();
    }

    /** Returns whether a path is a directory of the image that is reached through none but directories. */
    private static boolean directories(Map<String, Facts> image, String path) {
        for (String p = path; !p.equals("/"); p = parent(p)) {
            if (!image.containsKey(p) || !image.get(p).directory()) {
                return false;
            }
        }
        return true;
    }

    /** Leaves out what is not the container's, and directories that were made for nothing else. */
    private static void withoutOthers(Map<String, Facts> layer, Map<String, Kind> changes) {
        Set<String> made = new TreeSet<>(Comparator.reverseOrder());
        for (String path : layer.keySet()) {
            if (OTHERS.stream().anyMatch(other -> ContainerPath.within(path, other))) {
                changes.remove(path);
                for (String p = parent(path); !p.equals("/"); p = parent(p)) {
                    made.add(p);
                }
            }
        }
        for (String path : made) {
            boolean empty = layer.keySet().stream().noneMatch(p -> p.startsWith(path + "/") && changes.containsKey(p));
            if (empty && changes.get(path) == Kind.ADDED) {
                changes.remove(path);
            }
        }
    }

    private static Map<String, Facts> facts(String lines) {
        Map<String, Facts> facts = sorted();
        for (String line : lines.split("\n(?=/)", -1)) {
            Matcher m = LINE.matcher(line.endsWith("\n") ? line.substring(0, line.length() - 1) : line);
            if (m.matches() && m.group(7).startsWith("./")) {
                facts.put(
                        m.group(7).substring(1),
                        new Facts(
                                Integer.parseInt(m.group(1), 16),
                                m.group(2) + ":" + m.group(3),
                                m.group(6),
                                Long.parseLong(m.group(4)),
                                Long.parseLong(m.group(5))));
            }
        }
        return facts;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    /** Parents first, and what is below them before their neighbours. */
    private static <T> Map<String, T> sorted() {
        return new TreeMap<>(Comparator.comparing(path -> path.replace('/', '\0')));
    }
}
