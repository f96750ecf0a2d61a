/** HTTP/1.0, which Helidon does not serve: one request a connection, translated to HTTP/1.1, and its answer back. */
package io.d2k.docker.http10;
