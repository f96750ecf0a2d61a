package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskSpec.NetworkTarget;
import io.d2k.domain.swarm.RpcError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the networks of services. */
final class ServiceNetworks {
    private final NetworkLookup networks;

    ServiceNetworks(NetworkLookup networks) {
        this.networks = networks;
    }

    /**
     * Returns the networks that a service asks for, with the names that its tasks have there.
     *
     * @throws EngineException in Docker's words
     */
    List<Attachment> of(ServiceSpec spec) {
        List<Attachment> attachments = new ArrayList<>();
        for (NetworkTarget target : spec.task().networks()) {
            NetworkRecord network = known(target.target());
            if (network.name().equals(PredefinedNetworks.INGRESS)) {
                throw RpcError.invalidArgument(
                        "Service cannot be explicitly attached to the ingress network \"" + network.name() + "\"");
            }
            if (network.name().equals(PredefinedNetworks.HOST)) {
                throw EngineException.unsupported(
                        "network \"host\" is not available on Kubernetes: publish ports in mode host instead");
            }
            if (network.name().equals(PredefinedNetworks.BRIDGE)) {
                attachments.add(PredefinedNetworks.attachment(network)); // where nobody has a name
                continue;
            }
            Set<String> names = new LinkedHashSet<>();
            names.add(spec.name());
            names.addAll(target.aliases());
            attachments.add(new Attachment(network.id(), network.name(), List.copyOf(names)));
        }
        return attachments;
    }

    /** Returns the network that each node has, as its swarm knows it. */
    private NetworkRecord ofNodes(String name) {
        try {
            return networks.require(name, PredefinedNetworks.SWARM_SCOPE);
        } catch (EngineException e) {
            throw new EngineException(
                    e.kind(), "could not find the corresponding predefined swarm network: " + e.getMessage(), e);
        }
    }

    /** A swarm gives no class to its refusal of what is no network at all. */
    private NetworkRecord local(String ref) {
        try {
            return networks.require(ref);
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.NOT_FOUND ? new EngineException(ErrorKind.UNCLASSED, e.getMessage(), e) : e;
        }
    }

    /** What a swarm knows a network of a node as is meant by the node's own, too; others of one node are not for services. */
    private NetworkRecord known(String ref) {
        try {
            return networks.require(ref, PredefinedNetworks.SWARM_SCOPE);
        } catch (EngineException e) {
            NetworkRecord local = local(ref);
            if (PredefinedNetworks.builtin(local)) {
                return ofNodes(local.name());
            }
            throw EngineException.forbidden("The network " + local.name()
                    + " cannot be used with services. Only networks scoped to the swarm can be used, such as those"
                    + " created with the overlay driver.");
        }
    }
}
