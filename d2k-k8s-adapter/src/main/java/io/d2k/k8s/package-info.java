/** Outbound ports on Kubernetes: plans become manifests, cluster state comes from informer caches, streams are piped. */
package io.d2k.k8s;
