/** The cluster as a whole, and the facade that wires every store to it. */
package io.d2k.k8s.cluster;
