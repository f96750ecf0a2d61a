/** Streams to and from pods: exec and attach over web sockets, and the logs that nodes hold. */
package io.d2k.k8s.stream;
