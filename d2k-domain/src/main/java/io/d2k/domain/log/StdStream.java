package io.d2k.domain.log;

/** The standard streams, numbered as Docker's multiplexing numbers them. */
public enum StdStream {
    /** Standard input. */
    STDIN(0),
    /** Standard output. */
    STDOUT(1),
    /** Standard error. */
    STDERR(2);

    private final int number;

    StdStream(int number) {
        this.number = number;
    }

    /** Returns Docker's stream number: 0, 1 or 2. */
    public int number() {
        return number;
    }
}
