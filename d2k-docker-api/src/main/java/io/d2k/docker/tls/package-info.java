/** TLS for the listener: certificates that may change while the server runs, and connections that are half closed. */
package io.d2k.docker.tls;
