/** Streams: hijacked connections, Docker's multiplexing, chunked answers, and clients that go away. */
package io.d2k.docker.stream;
