/** What a service becomes in the cluster: pure rules. */
package io.d2k.domain.service.rule;
