package io.d2k.translate.yaml;

/**
 * Where something stands.
 *
 * @param file the file as it was named
 * @param line its line, from 1
 */
public record Place(String file, int line) {
    /** Returns it as compilers write it: {@code compose.yaml:12}. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
