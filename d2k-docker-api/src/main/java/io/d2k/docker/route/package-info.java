/** The routes of the Docker Engine API: one table, small handlers that parse, call an inbound port, and answer. */
package io.d2k.docker.route;
