/** Swarm services and their tasks. */
package io.d2k.domain.service;
