package io.d2k.domain;

/** Where the IDs of new things come from: chance, unless the same request has to give the same ID every time. */
@FunctionalInterface
public interface IdSource {
    /** A new ID each time, as Docker's are. */
    IdSource RANDOM = (kind, name) -> Ids.random();

    /**
     * Returns an ID of 64 hexadecimal digits that nothing has.
     *
     * @param kind what it is for: {@code container}, {@code network} or {@code volume}
     * @param name the name that was asked for, empty for none
     */
    String next(String kind, String name);
}
