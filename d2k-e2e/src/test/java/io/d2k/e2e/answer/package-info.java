/** Holds what the server answers in the end-to-end tests against Docker's description of its API. */
package io.d2k.e2e.answer;
