package io.d2k.domain.service;

/** What makes the pods of a service. */
public enum WorkloadType {
    /** A Deployment: tasks run on and are always replaced. */
    DEPLOYMENT,
    /** A DaemonSet: the same, one on each node. */
    DAEMON_SET,
    /** d2k itself, one pod for each task: tasks that end for good, which no controller of Kubernetes leaves alone. */
    PODS
}
