/** Configuration and wiring of the server: the one place that knows every module. */
package io.d2k.server;
