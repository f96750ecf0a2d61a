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
        String chosen = name.isEmpty() ? nameOf(body.path("Image").asText()) : name;
        return create(body, chosen, "", true);
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
