package io.d2k.domain.system;

/**
 * How much containers may, by the Pod Security Standards of Kubernetes. The level "baseline" allows what Docker gives a
 * container without being asked, and so needs nothing.
 */
public enum PodSecurity {
    /** Containers are as Docker has them. */
    PRIVILEGED,
    /** No capabilities, no way to more rights, and no root. */
    RESTRICTED
}
