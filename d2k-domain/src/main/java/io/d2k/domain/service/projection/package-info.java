/** What the cluster says of services and tasks, in swarm terms: pure projections. */
package io.d2k.domain.service.projection;
