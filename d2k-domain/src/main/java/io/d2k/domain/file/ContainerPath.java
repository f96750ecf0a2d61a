package io.d2k.domain.file;

import java.util.ArrayDeque;

/**
 * A path as a client writes it, resolved as moby does: from the root, and with a last {@code /} or {@code /.} kept, which
 * mean something.
 *
 * @param text the absolute path
 */
public record ContainerPath(String text) {
    /** Resolves what a client wrote. */
    public static ContainerPath of(String written) {
        String clean = clean("/" + written);
        boolean dot = written.equals(".") || written.endsWith("/.");
        if (dot && !clean.endsWith("/.")) {
            clean = clean.endsWith("/") ? clean + "." : clean + "/.";
        } else if (written.endsWith("/") && !clean.endsWith("/")) {
            clean += "/";
        }
        return new ContainerPath(clean);
    }

    /** Returns the shortest form of an absolute path, without links being looked at. */
    public static String clean(String absolute) {
        ArrayDeque<String> parts = new ArrayDeque<>();
        for (String part : absolute.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    /** Returns the last part as Go's {@code filepath.Base} has it. */
    public String base() {
        String plain = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return plain.equals("/") ? plain : plain.substring(plain.lastIndexOf('/') + 1);
    }

    /** Returns what stands before the last part. */
    public String directory() {
        return text.substring(0, text.lastIndexOf('/') + 1);
    }

    /** Returns the path without what marks it as a directory. */
    public String plain() {
        return clean(text);
    }

    /** Returns where a link at this path leads, by its words alone: for one whose target is missing. */
    public String follow(String link) {
        return clean(link.startsWith("/") ? link : clean(text + "/..") + "/" + link);
    }

    /** Returns whether an absolute path is a directory, or lies below it. */
    public static boolean within(String path, String directory) {
        String top = clean(directory);
        return top.equals("/") || path.equals(top) || path.startsWith(top + "/");
    }
}
