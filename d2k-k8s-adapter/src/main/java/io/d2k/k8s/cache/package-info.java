/** Kubernetes objects in memory: filled by list and watch, and by d2k's own writes at once. */
package io.d2k.k8s.cache;
