package io.d2k.domain.container;

/** What stands for a container in the cluster. */
public enum WorkloadKind {
    /** A Deployment of one replica: it is meant to keep running. */
    DEPLOYMENT,
    /** A Pod a start, with a PodTemplate as its record: the process runs at most once for each start. */
    RUN_ONCE
}
