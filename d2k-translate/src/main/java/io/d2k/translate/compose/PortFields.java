package io.d2k.translate.compose;

import io.d2k.translate.PortSpec;
import io.d2k.translate.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The ports of a service, in both of their forms. */
final class PortFields {
    private PortFields() {}

    /** Calls with each item below {@code ports}, and the ports that it publishes; a short form has no fields. */
    static void each(Fields fields, BiConsumer<Fields, List<PortSpec>> published) {
        int index = 0;
        for (Value item : fields.items("ports")) {
            Fields of = item instanceof Value.Mapping m
                    ? fields.item("ports", index, m)
                    : new Fields(
                            new Value.Mapping(item.place(), item.tag(), Map.of()),
                            fields.path() + ".ports[" + index + "]",
                            fields.problems());
            try {
                published.accept(
                        of,
                        switch (item) {
                            case Value.Scalar s -> PortSpec.parse(s.text());
                            case Value.Mapping m -> port(of);
                            case Value.Sequence s -> throw new IllegalArgumentException("a port is expected");
                        });
            } catch (IllegalArgumentException e) {
                fields.problems().error(item.place() + ": " + of.path() + ": " + e.getMessage());
            }
            index++;
        }
    }

    /** Returns the ports below {@code expose}. */
    static List<PortSpec> exposed(Fields fields) {
        List<PortSpec> exposed = new ArrayList<>();
        for (String port : fields.texts("expose")) {
            try {
                exposed.addAll(PortSpec.parse(port));
            } catch (IllegalArgumentException e) {
                fields.error("expose", String.valueOf(e.getMessage()));
            }
        }
        return exposed;
    }

    private static List<PortSpec> port(Fields port) {
        Optional<String> protocol = port.text("protocol");
        return PortSpec.of(
                port.text("host_ip").orElse(""),
                port.text("published").orElse(""),
                port.text("target").orElse(""),
                protocol.orElse("tcp").toLowerCase(Locale.ROOT));
    }
}
