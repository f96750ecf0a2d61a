package io.d2k.domain.container;

/**
 * Where the processes of a container look up a name. Each place more is one question more for a name that is not there,
 * and some resolvers tell of every question that fails, so there are no more than names can be in.
 */
public enum NameScope {
    /** Among the names of its networks. */
    NETWORKS,
    /** Among those, then among the names of the namespace, where those with a dot are. */
    NAMESPACE,
    /** Among those, then wherever pods of the cluster look. */
    CLUSTER
}
