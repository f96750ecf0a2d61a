/** Compose files: loaded as the Compose specification says, and turned into requests as docker compose does. */
package io.d2k.translate.compose;
