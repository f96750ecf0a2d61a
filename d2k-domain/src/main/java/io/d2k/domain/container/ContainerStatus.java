package io.d2k.domain.container;

import java.util.Locale;

/** Docker's states of a container. {@code paused} is missing: Kubernetes cannot freeze a pod. */
public enum ContainerStatus {
    /** Made, never started (or its start failed). */
    CREATED,
    /** Its process runs. */
    RUNNING,
    /** Its process has ended and will be started again. */
    RESTARTING,
    /** Its process has ended. */
    EXITED,
    /** Its removal is under way. */
    REMOVING,
    /** Its removal failed. */
    DEAD;

    /** Returns Docker's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
