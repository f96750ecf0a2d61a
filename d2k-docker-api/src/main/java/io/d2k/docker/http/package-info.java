/** The Docker Engine API as a server: listeners, limits, headers, versions, errors. */
package io.d2k.docker.http;
