/** Compose files and {@code docker run} command lines as requests of the Docker Engine API. */
package io.d2k.translate;
