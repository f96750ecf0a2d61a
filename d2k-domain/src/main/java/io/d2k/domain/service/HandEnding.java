package io.d2k.domain.service;

/** How the end of a task's pod was asked for, where no change of its service asked for it. */
public enum HandEnding {
    /** It was not. */
    NONE,
    /** Mildly: what the process makes of that tells how it ended. */
    STOP,
    /** By KILL: it ended by that, though Kubernetes sends TERM a moment before. */
    KILL,
    /** By the swarm itself: its node no longer meets the constraints. */
    MISPLACED
}
