/** Which one of several d2k on a namespace serves it. */
package io.d2k.k8s.election;
