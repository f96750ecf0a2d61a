package io.d2k.domain.container;

/** What came of giving a pod that runs other limits. */
public sealed interface ResizeOutcome {
    /** They hold. */
    record Taken() implements ResizeOutcome {}

    /** The cluster changes no running pod, or not in this way, as to another quality of service. */
    record Refused() implements ResizeOutcome {}

    /**
     * They are noted, but the node keeps to the old ones for now.
     *
     * @param reason in the node's words, such as what it has too little of
     */
    record Pending(String reason) implements ResizeOutcome {}
}
