package io.d2k.translate;

/**
 * A line of {@code /etc/hosts} as clients write it: {@code name:address} or {@code name=address}, an IPv6 address with or
 * without brackets.
 *
 * @param name the host
 * @param address its address, or {@code host-gateway}
 */
public record HostEntry(String name, String address) {
    /** Takes brackets away. */
    public HostEntry {
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException in the words of Docker's command line
     */
    public static HostEntry parse(String text) {
        int colon = text.indexOf(':');
        int equals = text.indexOf('=');
        int at = equals > 0 && (colon < 0 || equals < colon) ? equals : colon;
        if (at <= 0) {
            throw new IllegalArgumentException("bad format for add-host: \"" + text + "\"");
        }
        return new HostEntry(text.substring(0, at), text.substring(at + 1));
    }

    /** Returns it as containers are asked for it. */
    public String ofContainer() {
        return name + ":" + address;
    }

    /** Returns it as services are asked for it. */
    public String ofService() {
        return address + " " + name;
    }
}
