/** End-to-end tests: real Docker clients talk to d2k on a real cluster. */
package io.d2k.e2e;
