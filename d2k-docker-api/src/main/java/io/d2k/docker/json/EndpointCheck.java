package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.IpPrefix;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.port.in.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rule: which addresses of its own an endpoint may ask for at all, in the Docker Engine's words. What passes is not
 * given yet: the domain refuses static addresses, since the cluster's network gives them out.
 *
 * @param networks knows the subnets that networks were made with
 */
public record EndpointCheck(Networks networks) {
    private static final String DEFAULT_BRIDGE = "bridge";
    private static final Set<String> PREDEFINED = Set.of(DEFAULT_BRIDGE, "default", "host", "none");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2}(?:\\1[0-9a-fA-F]{2}){4}"
            + "(?:(?:\\1[0-9a-fA-F]{2}){2}|(?:\\1[0-9a-fA-F]{2}){14})?)|[0-9a-fA-F]{4}(?:\\.[0-9a-fA-F]{4}){2}"
            + "(?:\\.[0-9a-fA-F]{4}|(?:\\.[0-9a-fA-F]{4}){7})?");

    /**
     * Checks the endpoints of a create request.
     *
     * @throws EngineException of kind INVALID
     */
    public void ofContainer(byte[] body) {
        CreateDocument.parse(body).endpoints().properties().forEach(e -> {
            try {
                check(e.getKey(), e.getValue());
            } catch (EngineException refused) {
                throw new EngineException(
                        refused.kind(),
                        "invalid config for network " + e.getKey() + ": " + refused.getMessage(),
                        refused);
            }
        });
    }

    /**
     * Checks the endpoint of a request to connect.
     *
     * @throws EngineException of kind INVALID
     */
    public void ofConnection(String network, byte[] body) {
        check(network, NetworkCodec.endpoint(body));
    }

    private void check(String network, JsonNode settings) {
        var endpoint = new Fields(settings);
        endpoint.textIfSet("MacAddress").filter(m -> !MAC.matcher(m).matches()).ifPresent(m -> {
            throw EngineException.invalid("invalid MAC address " + m);
        });
        Fields asked = endpoint.object("IPAMConfig");
        Optional<String> four = asked.textIfSet("IPv4Address");
        Optional<String> six = asked.textIfSet("IPv6Address");
        List<String> wrong = new ArrayList<>();
        if ((four.isPresent() || six.isPresent()) && PREDEFINED.contains(network)) {
            wrong.add("user specified IP address is supported on user defined networks only");
        }
        four.filter(a -> !usable(a, Optional.of(true))).ifPresent(a -> wrong.add("invalid IPv4 address: " + a));
        six.filter(a -> !usable(a, Optional.of(false))).ifPresent(a -> wrong.add("invalid IPv6 address: " + a));
        asked.texts("LinkLocalIPs").stream()
                .filter(a -> !usable(a, Optional.empty()))
                .forEach(a -> wrong.add("invalid link-local IP address: " + a));
        four.flatMap(a -> outside(network, a, true)).ifPresent(wrong::add);
        six.flatMap(a -> outside(network, a, false)).ifPresent(wrong::add);
        if (!wrong.isEmpty()) {
            String words = wrong.size() == 1 ? wrong.getFirst() : "* " + String.join("\n* ", wrong);
            throw EngineException.invalid("invalid endpoint settings:\n" + words);
        }
    }

    private static boolean usable(String text, Optional<Boolean> four) {
        return IpPrefix.address(text)
                .filter(a -> a.address().signum() != 0)
                .filter(a -> four.isEmpty() || four.get() == a.four())
                .isPresent();
    }

    private Optional<String> outside(String network, String text, boolean four) {
        Optional<List<IpPrefix>> subnets = subnets(network, four);
        if (subnets.isEmpty()) {
            return Optional.empty();
        }
        Optional<IpPrefix> address = IpPrefix.address(text);
        if (subnets.get().stream().anyMatch(s -> address.filter(s::contains).isPresent())) {
            return Optional.empty();
        }
        return Optional.of(
                subnets.get().isEmpty()
                        ? "user specified IP address is supported only when connecting to networks with user configured"
                                + " subnets"
                        : "no configured subnet or ip-range contain the IP address " + text);
    }

    /** Returns the subnets that a network was made with; nothing where there is no such network. */
    private Optional<List<IpPrefix>> subnets(String network, boolean four) {
        if (network.equals(DEFAULT_BRIDGE) || network.equals("default")) {
            // an engine has one for it; a cluster, whose addresses may be any, does not tell its own
            return Optional.of(four ? List.of(new IpPrefix(java.math.BigInteger.ZERO, 32, 0)) : List.of());
        }
        try {
            NetworkView found = networks.inspect(network, "");
            List<IpPrefix> subnets = new ArrayList<>();
            for (JsonNode pool : NetworkCodec.addresses(found.record()).path("Config")) {
                IpPrefix.parse(pool.path("Subnet").asText())
                        .filter(s -> s.four() == four)
                        .ifPresent(subnets::add);
            }
            return Optional.of(subnets);
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
