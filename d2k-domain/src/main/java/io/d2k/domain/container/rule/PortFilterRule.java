package io.d2k.domain.container.rule;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.util.Optional;

/**
 * A value of the filters {@code publish} and {@code expose}: a port or a range of ports, as moby's {@code daemon/list.go}
 * reads it.
 *
 * @param from the first port
 * @param to the last port
 * @param protocol nothing for a word that is no protocol, which fits no port
 */
record PortFilterRule(long from, long to, Optional<Protocol> protocol) {
    private static final long MOST = 65_535;

    /**
     * Reads a value such as {@code 80}, {@code 8000-8010} or {@code 53/udp}.
     *
     * @param filter the filter's name
     * @throws EngineException of kind {@code INTERNAL} in Docker's words
     */
    static PortFilterRule of(String filter, String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    ErrorKind.INTERNAL, "error while looking up for " + filter + " " + text + ": " + e.getMessage(), e);
        }
    }

    private static PortFilterRule parse(String text) {
        int slash = text.indexOf('/');
        String ports = slash < 0 ? text : text.substring(0, slash);
        String word = slash < 0 ? "" : text.substring(slash + 1);
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("Empty string specified for ports.");
        }
        String[] ends = ports.split("-", -1);
        long from = number(ends[0]);
        long to = ends.length == 1 ? from : number(ends[1]);
        if (to < from) {
            throw new IllegalArgumentException("Invalid range specified for the Port: " + ports);
        }
        return new PortFilterRule(from, to, word.isEmpty() ? Optional.of(Protocol.TCP) : Protocol.of(word));
    }

    private static long number(String digits) {
        if (!digits.matches("\\d+")) {
            throw new IllegalArgumentException("strconv.ParseUint: parsing \"" + digits + "\": invalid syntax");
        }
        long number = digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits);
        if (number > MOST) {
            throw new IllegalArgumentException("strconv.ParseUint: parsing \"" + digits + "\": value out of range");
        }
        return number;
    }

    boolean fits(Port port) {
        return port.number() >= from
                && port.number() <= to
                && protocol.filter(port.protocol()::equals).isPresent();
    }
}
