/** The Docker Engine API over HTTP: routes, data transfer objects, errors, hijacked and chunked streams. */
package io.d2k.docker;
