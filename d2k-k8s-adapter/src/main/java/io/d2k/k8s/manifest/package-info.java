/** Kubernetes objects from the domain's plans: pure builders, one for each concern. */
package io.d2k.k8s.manifest;
