/** What an operator sees of a running server: metrics, probes, and a log line for each request. */
package io.d2k.server.observe;
