/** Programs that have d2k inside. */
package io.d2k.examples;
