package io.d2k.domain.error;

/** The kinds of failure that the engine tells apart; the HTTP side maps each to one status code. */
public enum ErrorKind {
    /** The named object does not exist (404). */
    NOT_FOUND,
    /** The object's state or name stands in the way (409). */
    CONFLICT,
    /** The request itself is wrong (400). */
    INVALID,
    /** The caller or d2k's service account may not do this (403). */
    FORBIDDEN,
    /** Docker can do it, Kubernetes cannot (501). */
    UNSUPPORTED,
    /** The cluster cannot be reached, or the caches are not filled yet (503). */
    UNAVAILABLE,
    /** A refusal that Docker has no class for (500). */
    UNCLASSED,
    /** Anything that should not happen (500). */
    INTERNAL
}
