/** What a cluster offers d2k, and what it refuses. */
package io.d2k.k8s.doctor;
