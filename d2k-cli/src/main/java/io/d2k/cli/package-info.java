/** The command line of d2k. */
package io.d2k.cli;
