package io.d2k.domain.network;

import io.d2k.domain.IpPrefix;
import io.d2k.domain.TruthText;
import io.d2k.domain.error.EngineException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Values of a bridge's options that are none (moby {@code libnetwork/drivers/bridge}). The cluster's own network carries the
 * traffic, so that these have no effect, but what is wrong is told as Docker tells it.
 */
public final class BridgeOptionRule {
    private static final String PREFIX = "com.docker.network.";
    private static final String MTU = PREFIX + "driver.mtu";
    private static final Set<String> FLAGS = Set.of(
            PREFIX + "bridge.default_bridge",
            PREFIX + "bridge.enable_icc",
            PREFIX + "bridge.enable_ip_masquerade",
            PREFIX + "bridge.inhibit_ipv4");
    private static final Set<String> ADDRESSES =
            Set.of(PREFIX + "bridge.host_binding_ipv4", PREFIX + "host_ipv4", PREFIX + "host_ipv6");
    private static final Set<String> DRIVERS = Set.of("", "bridge");

    private BridgeOptionRule() {}

    /**
     * Checks the options of a bridge; those of other drivers are theirs.
     *
     * @throws EngineException in Docker's words
     */
    public static void check(NetworkRequest request) {
        if (!DRIVERS.contains(request.driver())) {
            return;
        }
        for (Map.Entry<String, String> option : new TreeMap<>(request.options()).entrySet()) {
            String value = option.getValue();
            refusal(option.getKey(), value).ifPresent(why -> {
                throw EngineException.invalid(
                        "failed to parse " + option.getKey() + " value: " + value + " (" + why + ")");
            });
            if (option.getKey().equals(MTU) && value.startsWith("-")) {
                throw EngineException.invalid("invalid MTU number: " + value);
            }
        }
    }

    private static Optional<String> refusal(String name, String value) {
        if (FLAGS.contains(name) && TruthText.parse(value).isEmpty()) {
            return Optional.of("strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        }
        if (name.equals(MTU) && !value.matches("[-+]?\\d{1,9}")) {
            return Optional.of("strconv.Atoi: parsing \"" + value + "\": invalid syntax");
        }
        return ADDRESSES.contains(name) && IpPrefix.address(value).isEmpty() ? Optional.of("nil ip") : Optional.empty();
    }
}
