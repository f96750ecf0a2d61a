package io.d2k.translate.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The body of {@code POST /containers/create}, as a client would send it. */
public final class JsonRequest {
    private static final Set<String> PREDEFINED = Set.of("", "default", "bridge", "host", "none");

    private JsonRequest() {}

    /**
     * Reads a body; the networks that it names are taken for present.
     *
     * @param name the container's name, empty to name it after its image
     * @throws InputException when it is no JSON object
     */
    public static List<ApiRequest> read(String text, String name) {
        ObjectNode body = body(text);
        String chosen = name.isEmpty() ? nameOf(body.path("Image").asText()) : name;
        return create(body, chosen, "", true);
    }

    /**
     * Reads the body of {@code POST /services/create}; networks, secrets and configs that it names are taken for present.
     *
     * @param name the service's name, empty for the one in the body
     * @throws InputException when it is no JSON object
     */
    public static List<ApiRequest> readService(String text, String name) {
        ObjectNode body = body(text);
        if (!name.isEmpty()) {
            body.put("Name", name);
        }
        return service(body);
    }

    private static ObjectNode body(String text) {
        JsonNode tree;
        try {
            tree = new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new InputException("the request is no JSON: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")");
        }
        if (!(tree instanceof ObjectNode body)) {
            throw new InputException("the request is no JSON object");
        }
        return body;
    }

    /** Returns the requests that a service needs: what it names of the swarm, and itself. */
    static List<ApiRequest> service(ObjectNode body) {
        JsonNode task = body.path("TaskTemplate");
        JsonNode container = task.path("ContainerSpec");
        if (body.path("Name").asText().isEmpty()) {
            body.put("Name", nameOf(container.path("Image").asText()));
        }
        List<ApiRequest> requests = new ArrayList<>();
        Set<String> networks = new LinkedHashSet<>();
        task.path("Networks").forEach(n -> networks.add(n.path("Target").asText()));
        body.path("Networks").forEach(n -> networks.add(n.path("Target").asText()));
        networks.stream()
                .filter(n -> !PREDEFINED.contains(n) && !n.equals("ingress"))
                .forEach(n -> requests.add(new ApiRequest.CreateNetwork(
                        "network \"" + n + "\"",
                        body.objectNode().put("Name", n).put("Driver", "overlay"),
                        true)));
        for (String name : names(container.path("Secrets"), "SecretName")) {
            requests.add(new ApiRequest.CreateSecret(
                    "secret \"" + name + "\"", body.objectNode().put("Name", name), true));
        }
        for (String name : names(container.path("Configs"), "ConfigName")) {
            requests.add(new ApiRequest.CreateConfig(
                    "config \"" + name + "\"", body.objectNode().put("Name", name), true));
        }
        requests.add(
                new ApiRequest.CreateService("service \"" + body.path("Name").asText() + "\"", body));
        return requests;
    }

    private static Set<String> names(JsonNode references, String field) {
        Set<String> names = new LinkedHashSet<>();
        references.forEach(r -> names.add(r.path(field).asText()));
        return names;
    }

    /** Returns the requests that a container needs: the networks of others, and itself. */
    static List<ApiRequest> create(ObjectNode body, String name, String platform, boolean start) {
        Set<String> networks = new LinkedHashSet<>();
        networks.add(body.path("HostConfig").path("NetworkMode").asText());
        body.path("NetworkingConfig").path("EndpointsConfig").fieldNames().forEachRemaining(networks::add);
        List<ApiRequest> requests = new ArrayList<>();
        networks.stream()
                .filter(n -> !PREDEFINED.contains(n) && !n.contains(":"))
                .forEach(n -> requests.add(new ApiRequest.CreateNetwork(
                        "network \"" + n + "\"", body.objectNode().put("Name", n), true)));
        requests.add(
                new ApiRequest.CreateContainer("container \"" + name + "\"", name, platform, body, List.of(), start));
        return requests;
    }

    /** Returns a name that says more than one that is made up: that of the image, without registry and tag. */
    static String nameOf(String image) {
        String plain = image.replaceFirst("@.*", "");
        String last = plain.substring(plain.lastIndexOf('/') + 1).replaceFirst(":.*", "");
        String name = last.replaceAll("[^a-zA-Z0-9_.-]", "-");
        return name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+") ? name : "container";
    }
}
