package io.d2k.k8s.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that hold the log of one instance: the one being written, such as {@code 0.log}, and those that it was
 * before it was rotated, such as {@code 0.log.20260101-000000} and {@code 0.log.20260101-000000.gz}.
 *
 * @param current the name of the file being written
 * @param present whether there is one at the moment
 * @param rotated the others, oldest first
 */
record LogFileNames(String current, boolean present, List<String> rotated) {
    private static final Pattern LINK = Pattern.compile("<a href=\"([^\"/]+)\">");
    private static final String PACKED = ".gz";

    /** Reads a directory as the node lists it, in HTML. */
    static LogFileNames of(String html, String current) {
        boolean present = false;
        var rotated = new ArrayList<String>();
        Matcher link = LINK.matcher(html);
        while (link.find()) {
            String name = link.group(1);
            present |= name.equals(current);
            if (name.startsWith(current + ".") && !name.endsWith(".tmp")) {
                rotated.add(name);
            }
        }
        // For a moment a file is there both as it was and packed.
        rotated.removeIf(name -> packed(name) && rotated.contains(stem(name)));
        rotated.sort(Comparator.naturalOrder());
        return new LogFileNames(current, present, List.copyOf(rotated));
    }

    /** Returns the file that followed a rotated one, unless that is the one being written. */
    Optional<String> after(String name) {
        return rotated.stream()
                .filter(other -> stem(other).compareTo(stem(name)) > 0)
                .findFirst();
    }

    /** Returns the oldest file. */
    String oldest() {
        return rotated.isEmpty() ? current : rotated.getFirst();
    }

    static boolean packed(String name) {
        return name.endsWith(PACKED);
    }

    private static String stem(String name) {
        return packed(name) ? name.substring(0, name.length() - PACKED.length()) : name;
    }
}
