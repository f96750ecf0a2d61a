/** Inbound adapter: the name server that containers ask, as the one of the Docker Engine at {@code 127.0.0.11}. */
package io.d2k.dns;
