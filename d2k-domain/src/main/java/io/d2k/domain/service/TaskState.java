package io.d2k.domain.service;

import java.util.Locale;

/** The states of a task, in their order, as far as the cluster tells them apart. */
public enum TaskState {
    /** Not yet known to anybody. */
    NEW("created"),
    /** No node has been found. */
    PENDING("pending task scheduling"),
    /** A node has been found. */
    ASSIGNED("scheduler assigned task to node"),
    /** The node fetches the image and what is mounted. */
    PREPARING("preparing"),
    /** It waits for its turn. */
    READY("prepared"),
    /** The process is started, or not healthy yet. */
    STARTING("starting"),
    /** The process runs. */
    RUNNING("started"),
    /** The process ended by itself, well. */
    COMPLETE("finished"),
    /** It was stopped. */
    SHUTDOWN("shutdown"),
    /** The process ended by itself, badly. */
    FAILED("started"),
    /** The node could not run it. */
    REJECTED("preparing"),
    /** It is to be removed. */
    REMOVE("removing"),
    /** Its node has gone. */
    ORPHANED("orphaned");

    private final String message;

    TaskState(String message) {
        this.message = message;
    }

    /** Returns Docker's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what the engine says of a task in that state. */
    public String message() {
        return message;
    }

    /** Returns whether nothing follows. */
    public boolean terminal() {
        return compareTo(COMPLETE) >= 0;
    }
}
