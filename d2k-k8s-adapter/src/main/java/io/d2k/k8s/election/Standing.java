package io.d2k.k8s.election;

/** How one replica of d2k stands to the others on its namespace. */
public sealed interface Standing {
    /** Nobody is known to lead. */
    record Vacant() implements Standing {}

    /** This replica leads. */
    record Leading() implements Standing {}

    /**
     * Another replica leads.
     *
     * @param holder who, a name for people
     * @param address where it serves, as {@code host:port}
     */
    record Following(String holder, String address) implements Standing {}

    /**
     * This replica has led and must not any longer: it is to end.
     *
     * @param why in words
     */
    record Deposed(String why) implements Standing {}
}
