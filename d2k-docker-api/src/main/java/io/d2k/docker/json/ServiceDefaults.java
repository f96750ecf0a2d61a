package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.rule.PropagationRule;
import io.d2k.domain.service.UpdateConfig;
import java.util.List;
import java.util.Locale;

/**
 * What a swarm makes of the request for a service when it takes it over: what is left out is filled in, what it does not
 * know becomes what it takes by default, and what it has no place for goes. An inspect shows the outcome.
 */
final class ServiceDefaults {
    private static final String DEFAULT = "default";
    private static final List<String> ISOLATIONS = List.of(DEFAULT, "process", "hyperv");
    private static final List<String> FILTERS = List.of(DEFAULT, "unconfined", "custom");
    private static final List<String> PROFILES = List.of(DEFAULT, "disabled");
    private static final List<String> PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final List<String> PUBLISH_MODES = List.of("ingress", "host");
    /** What a swarm can mount, the default first. */
    static final List<String> MOUNTS = List.of("bind", "volume", "tmpfs", "npipe", "cluster");

    private ServiceDefaults() {}

    /** Changes the service, and returns it. */
    static ObjectNode apply(ObjectNode service) {
        mode((ObjectNode) service.get("Mode"));
        Fields fields = new Fields(service);
        for (String name : List.of("UpdateConfig", "RollbackConfig")) {
            if (fields.isSet(name)) {
                ObjectNode config = (ObjectNode) service.get(name);
                fillIn(config, "FailureAction", UpdateConfig.DEFAULT.failureAction());
                fillIn(config, "Order", "stop-first");
            }
        }
        task(fields.object("TaskTemplate"));
        if (fields.isSet("EndpointSpec")) {
            fillIn((ObjectNode) service.get("EndpointSpec"), "Mode", "vip");
        }
        JsonNode ports = service.path("EndpointSpec").path("Ports");
        ports.forEach(p -> {
            oneOf((ObjectNode) p, "Protocol", PROTOCOLS);
            oneOf((ObjectNode) p, "PublishMode", PUBLISH_MODES);
        });
        return service;
    }

    private static void mode(ObjectNode mode) {
        if (mode.isEmpty()) {
            mode.putObject("Replicated");
        }
        Fields modes = new Fields(mode);
        if (modes.isSet("Replicated") && !modes.object("Replicated").isSet("Replicas")) {
            ((ObjectNode) mode.get("Replicated")).put("Replicas", 1L);
        }
        if (modes.isSet("ReplicatedJob")) {
            ObjectNode job = (ObjectNode) mode.get("ReplicatedJob");
            long concurrent = modes.object("ReplicatedJob").isSet("MaxConcurrent")
                    ? job.get("MaxConcurrent").asLong()
                    : 1;
            job.put("MaxConcurrent", concurrent);
            if (!modes.object("ReplicatedJob").isSet("TotalCompletions")) {
                job.put("TotalCompletions", concurrent);
            }
        }
    }

    private static void task(Fields task) {
        if (task.isSet("RestartPolicy")) {
            fillIn(node(task, "RestartPolicy"), "Condition", "any");
        }
        if (task.isSet("Placement")) {
            preferences(node(task, "Placement"));
        }
        if (!task.isSet("ContainerSpec")) {
            return;
        }
        ObjectNode document = (ObjectNode) task.node();
        fillIn(document, "Runtime", "container");
        if (task.text("Runtime").equals("container")) {
            document.remove(List.of("PluginSpec", "NetworkAttachmentSpec")); // what a task of another kind is made of
        }
        Fields container = task.object("ContainerSpec");
        known((ObjectNode) container.node(), "Isolation", ISOLATIONS);
        if (container.isSet("Privileges")) {
            Fields privileges = container.object("Privileges");
            if (privileges.isSet("Seccomp")) {
                known(node(privileges, "Seccomp"), "Mode", FILTERS);
            }
            if (privileges.isSet("AppArmor")) {
                known(node(privileges, "AppArmor"), "Mode", PROFILES);
            }
        }
        container.objects("Mounts").forEach(ServiceDefaults::mount);
    }

    /** Of what to spread over nothing is kept where it is not said. */
    private static void preferences(ObjectNode placement) {
        if (placement.path("Preferences") instanceof ArrayNode preferences) {
            ArrayNode spreads = DockerJson.mapper().createArrayNode();
            preferences.forEach(p -> {
                if (p.path("Spread").isObject()) {
                    spreads.add(p);
                }
            });
            placement.set("Preferences", spreads);
        }
    }

    /** Words in any case; what is no word of a swarm's is left to be refused. Of options for paths it knows two. */
    private static void mount(Fields mount) {
        ObjectNode node = (ObjectNode) mount.node();
        String type = mount.text("Type").toLowerCase(Locale.ROOT);
        if (type.isEmpty() || MOUNTS.contains(type)) {
            node.put("Type", type.isEmpty() ? MOUNTS.getFirst() : type);
        }
        node.remove("Consistency");
        Fields options = mount.object("BindOptions");
        String propagation = options.text("Propagation");
        boolean recursive = !options.flag("NonRecursive");
        node.remove("BindOptions");
        if (!propagation.isEmpty() || !recursive) {
            String spelled = propagation.toLowerCase(Locale.ROOT);
            ObjectNode kept = node.putObject("BindOptions");
            kept.put("Propagation", PropagationRule.known(spelled) ? spelled : propagation);
            fillIn(kept, "Propagation", "rprivate");
            kept.put("NonRecursive", !recursive);
        }
    }

    private static ObjectNode node(Fields fields, String name) {
        return (ObjectNode) fields.object(name).node();
    }

    private static void fillIn(ObjectNode node, String field, String text) {
        if (node.path(field).asText("").isEmpty()) {
            node.put(field, text);
        }
    }

    /** What is none of the words becomes the first. */
    private static void known(ObjectNode node, String field, List<String> words) {
        if (!words.contains(node.path(field).asText(""))) {
            node.put(field, words.getFirst());
        }
    }

    /** The same, with capitals for what they spell. */
    private static void oneOf(ObjectNode node, String field, List<String> words) {
        String asked = node.path(field).asText("").toLowerCase(Locale.ROOT);
        node.put(field, words.contains(asked) ? asked : words.getFirst());
    }
}
