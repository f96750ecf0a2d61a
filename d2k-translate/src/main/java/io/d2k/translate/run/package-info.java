/** Command lines of {@code docker run} and {@code docker create}. */
package io.d2k.translate.run;
