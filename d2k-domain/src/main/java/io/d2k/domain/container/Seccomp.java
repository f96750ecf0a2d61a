package io.d2k.domain.container;

/** Which filter of system calls a process runs under. */
public enum Seccomp {
    /** What the node gives unasked: none, or the runtime's where the kubelet has {@code seccompDefault}. */
    OF_NODE,
    /** The runtime's own, which is much like Docker's. */
    OF_RUNTIME,
    /** None. */
    UNCONFINED
}
