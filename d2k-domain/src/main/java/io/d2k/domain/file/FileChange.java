package io.d2k.domain.file;

/**
 * A file of a container that is not as its image has it, as {@code docker diff} tells it.
 *
 * @param path absolute, without a slash at its end
 * @param kind what became of it
 */
public record FileChange(String path, Kind kind) {
    /** What became of a file. */
    public enum Kind {
        /** It is another one, or is a directory with changes below it. */
        MODIFIED(0),
        /** The image has none. */
        ADDED(1),
        /** The image's is gone, with all below it. */
        DELETED(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** Returns the number on the wire ({@code ChangeType} of the Engine API). */
        public int number() {
            return number;
        }
    }
}
