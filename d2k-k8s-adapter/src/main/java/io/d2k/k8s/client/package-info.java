/** The connection with the Kubernetes API server: clients, typed requests, retries and the mapping of errors. */
package io.d2k.k8s.client;
