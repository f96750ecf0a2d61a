package io.d2k.domain.container;

/** Which way mounts below a path of the node spread after the start of what mounts it. */
public enum Propagation {
    /** They do not. */
    NONE,
    /** What the node mounts is seen in the container. */
    FROM_HOST,
    /** So is what the container mounts on the node. */
    BOTH_WAYS
}
