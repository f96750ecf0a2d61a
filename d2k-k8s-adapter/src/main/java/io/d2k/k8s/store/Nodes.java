package io.d2k.k8s.store;

import io.d2k.domain.system.Node;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeAddress;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1NodeSystemInfo;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Nodes in the domain's words. */
public final class Nodes {
    private Nodes() {}

    /** Reads a node. */
    public static Node of(V1Node node) {
        V1NodeStatus status = node.getStatus() == null ? new V1NodeStatus() : node.getStatus();
        V1NodeSystemInfo info = status.getNodeInfo() == null ? new V1NodeSystemInfo() : status.getNodeInfo();
        Map<String, String> labels = node.getMetadata().getLabels();
        return new Node(
                node.getMetadata().getName(),
                text(info.getOsImage()),
                text(info.getKernelVersion()),
                text(info.getArchitecture()),
                text(info.getContainerRuntimeVersion()),
                text(info.getKubeletVersion()),
                capacity(status, "cpu").intValue(),
                capacity(status, "memory").longValue(),
                ready(status),
                labels == null ? Map.of() : labels,
                address(status));
    }

    private static BigDecimal capacity(V1NodeStatus status, String resource) {
        Map<String, Quantity> capacity = status.getCapacity();
        return Optional.ofNullable(capacity == null ? null : capacity.get(resource))
                .map(Quantity::getNumber)
                .orElse(BigDecimal.ZERO);
    }

    private static boolean ready(V1NodeStatus status) {
        return status.getConditions() != null
                && status.getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    private static String address(V1NodeStatus status) {
        List<V1NodeAddress> addresses = status.getAddresses() == null ? List.of() : status.getAddresses();
        return Stream.of("InternalIP", "ExternalIP", "Hostname")
                .flatMap(type -> addresses.stream().filter(address -> type.equals(address.getType())))
                .map(address -> text(address.getAddress()))
                .filter(address -> !address.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
