package io.d2k.domain.container;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What {@code POST /containers/ID/update} asked for.
 *
 * @param restart the new restart policy, nothing to keep the old one
 * @param asked the settings asked for alone, as if a container were created with them
 * @param merge puts what was asked into the request that a container was created with
 */
public record ContainerUpdate(
        Optional<RestartPolicy> restart, ContainerSpec asked, UnaryOperator<ContainerSpec> merge) {}
