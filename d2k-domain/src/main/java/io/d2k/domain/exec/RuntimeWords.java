package io.d2k.domain.exec;

/** What a container runtime says of a process that it cannot begin. */
public final class RuntimeWords {
    private static final String DIRECTORY = "is a directory: unknown";

    private RuntimeWords() {}

    /** Returns the words as the Docker Engine passes them on: it counts a directory as what may not be run, and says so. */
    public static String shown(String words) {
        return words.endsWith(DIRECTORY) ? words + ": permission denied" : words;
    }
}
