package io.d2k.domain.service;

/** How the end of a task's pod was asked for by hand, and not by its service. */
public enum HandEnding {
    /** It was not. */
    NONE,
    /** Mildly: what the process makes of that tells how it ended. */
    STOP,
    /** By KILL: it ended by that, though Kubernetes sends TERM a moment before. */
    KILL
}
