package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The networks of a project; those that a service uses are created. */
final class Networks {
    static final String DEFAULT = "default";
    private static final Set<String> OF_EVERY_NODE = Set.of("bridge", "host", "none");

    private final Project project;
    private final Map<String, Fields> declared;
    private final Optional<String> driver;
    private final Function<String, Map<String, String>> marks;
    private final Map<String, ApiRequest> used = new LinkedHashMap<>();

    /**
     * Reads what is declared.
     *
     * @param driver the driver of networks that name none; nothing leaves it to the engine
     * @param marks the labels that a network gets beside its own, by its key
     */
    Networks(
            Project project,
            Fields root,
            Problems problems,
            Optional<String> driver,
            Function<String, Map<String, String>> marks) {
        this.project = project;
        this.driver = driver;
        this.marks = marks;
        this.declared = new Fields(root.map(), "", problems).objects("networks");
    }

    List<ApiRequest> requests() {
        return List.copyOf(used.values());
    }

    /** Returns Docker's name of a network that a service uses; nothing where the file does not declare it. */
    Optional<String> use(String key) {
        Optional<Fields> fields = Optional.ofNullable(declared.get(key));
        if (fields.isEmpty() && !key.equals(DEFAULT)) {
            return Optional.empty();
        }
        String name = fields.flatMap(Networks::name).orElse(project.name() + "_" + key);
        boolean external = fields.filter(Networks::external).isPresent();
        if (external) {
            String outside = fields.flatMap(Networks::name).orElse(key);
            if (OF_EVERY_NODE.contains(outside)) {
                return Optional.of(outside); // is there wherever the file is deployed
            }
            used.computeIfAbsent(key, k -> {
                ObjectNode body = ComposeRequests.object().put("Name", outside);
                driver.ifPresent(d -> body.put("Driver", d));
                return new ApiRequest.CreateNetwork("network \"" + key + "\"", body, true);
            });
            return Optional.of(outside);
        }
        used.computeIfAbsent(key, k -> request(key, name, fields));
        return Optional.of(name);
    }

    static Optional<String> name(Fields fields) {
        Optional<String> outer = fields.value("external")
                .filter(Value.Mapping.class::isInstance)
                .flatMap(v -> fields.object("external").text("name"));
        return fields.text("name").or(() -> outer);
    }

    static boolean external(Fields fields) {
        return fields.value("external")
                .filter(v -> v instanceof Value.Mapping || fields.flag("external"))
                .isPresent();
    }

    private ApiRequest request(String key, String name, Optional<Fields> declaredFields) {
        ObjectNode body = ComposeRequests.object().put("Name", name);
        Map<String, String> own = new LinkedHashMap<>();
        driver.ifPresent(d -> body.put("Driver", d));
        declaredFields.ifPresent(f -> {
            f.text("driver").ifPresent(d -> body.put("Driver", d));
            if (f.has("internal")) {
                body.put("Internal", f.flag("internal"));
            }
            if (f.has("attachable")) {
                body.put("Attachable", f.flag("attachable"));
            }
            if (f.flag("enable_ipv6")) {
                body.put("EnableIPv6", true);
            }
            ipam(f, body);
            Map<String, String> options = f.texts(f.pairs("driver_opts"));
            if (!options.isEmpty()) {
                ObjectNode opts = body.putObject("Options");
                options.forEach(opts::put);
            }
            own.putAll(f.texts(f.pairs("labels")));
        });
        ComposeRequests.labels(body, own, marks.apply(key));
        return new ApiRequest.CreateNetwork("network \"" + key + "\"", body, false);
    }

    private static void ipam(Fields fields, ObjectNode body) {
        if (!fields.has("ipam")) {
            return;
        }
        Fields ipam = fields.object("ipam");
        if (ipam.has("config")) {
            fields.warn("ipam", "addresses are noted but not given out: the cluster's network assigns them");
        }
        ObjectNode out =
                body.putObject("IPAM").put("Driver", ipam.text("driver").orElse("default"));
        ArrayNode configs = out.putArray("Config");
        int index = 0;
        for (Value item : ipam.items("config")) {
            if (item instanceof Value.Mapping m) {
                Fields config = ipam.item("config", index, m);
                ObjectNode one = configs.addObject();
                config.text("subnet").ifPresent(s -> one.put("Subnet", s));
                config.text("ip_range").ifPresent(s -> one.put("IPRange", s));
                config.text("gateway").ifPresent(s -> one.put("Gateway", s));
            }
            index++;
        }
    }
}
