package io.d2k.domain.container;

import io.d2k.domain.image.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Networks, names and published ports of a container.
 *
 * @param mode {@code HostConfig.NetworkMode}: empty or {@code default}, {@code bridge}, {@code none}, {@code host},
 *     {@code container:ID}, or a network's name or ID
 * @param endpoints {@code NetworkingConfig.EndpointsConfig} by network name or ID
 * @param exposedPorts ports that the image or the request exposes
 * @param portBindings ports to publish
 * @param publishAllPorts whether every exposed port is published ({@code -P})
 * @param extraHosts {@code name:address} entries for /etc/hosts
 * @param dns name servers
 * @param dnsOptions resolver options
 * @param dnsSearch search domains
 * @param links {@code HostConfig.Links}, as sent: of the default bridge alone
 */
public record NetworkSpec(
        String mode,
        Map<String, Endpoint> endpoints,
        List<Port> exposedPorts,
        Map<Port, List<PortBinding>> portBindings,
        boolean publishAllPorts,
        List<String> extraHosts,
        List<String> dns,
        List<String> dnsOptions,
        List<String> dnsSearch,
        List<String> links) {
    /** Copies the collections; {@code endpoints} keeps its order. */
    public NetworkSpec {
        endpoints = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(endpoints));
        exposedPorts = List.copyOf(exposedPorts);
        portBindings = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(portBindings));
        extraHosts = List.copyOf(extraHosts);
        dns = List.copyOf(dns);
        dnsOptions = List.copyOf(dnsOptions);
        dnsSearch = List.copyOf(dnsSearch);
        links = List.copyOf(links);
    }

    /** Returns how it joins a network that it may have asked for by name or by ID. */
    public Endpoint endpoint(String networkName, String networkId) {
        return endpoints.getOrDefault(networkName, endpoints.getOrDefault(networkId, Endpoint.PLAIN));
    }

    /** Returns this with other entries for /etc/hosts. */
    public NetworkSpec withExtraHosts(List<String> newHosts) {
        return new NetworkSpec(
                mode,
                endpoints,
                exposedPorts,
                portBindings,
                publishAllPorts,
                newHosts,
                dns,
                dnsOptions,
                dnsSearch,
                links);
    }

    /** Nothing asked: the default bridge. */
    public static final NetworkSpec NONE = new NetworkSpec(
            "", Map.of(), List.of(), Map.of(), false, List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * How a container joins one network.
     *
     * @param aliases further names on this network
     * @param ipv4Address static IPv4 address asked for
     * @param ipv6Address static IPv6 address asked for
     * @param macAddress MAC address asked for
     * @param links {@code name:alias} entries: what this container alone finds by another name
     */
    public record Endpoint(
            List<String> aliases,
            Optional<String> ipv4Address,
            Optional<String> ipv6Address,
            Optional<String> macAddress,
            List<String> links) {
        /** Copies the lists. */
        public Endpoint {
            aliases = List.copyOf(aliases);
            links = List.copyOf(links);
        }

        /** One with names alone. */
        public static Endpoint named(List<String> aliases) {
            return new Endpoint(aliases, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        }

        /** A plain member. */
        public static final Endpoint PLAIN = named(List.of());
    }
}
