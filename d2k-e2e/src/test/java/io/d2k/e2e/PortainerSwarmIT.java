package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.D2kServer;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Http;
import io.d2k.e2e.fixture.Namespace;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls of Portainer's pages on a swarm, and the fields that they read without looking. */
class PortainerSwarmIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String V = "/v1.41";
    private static final int HEADER = 8;

    private static Namespace namespace;
    private static D2kServer server;
    private static Docker docker;
    private static Http http;

    @BeforeAll
    static void deployTheStackThatIsLookedAt(@TempDir Path dir) throws IOException {
        Cluster.assumeLocal();
        namespace = Namespace.create();
        server = D2kServer.start(namespace, "--swarm-mode", "true");
        docker = new Docker(server.host());
        http = server.http();
        Files.writeString(dir.resolve("key"), "hush");
        Path file = Files.writeString(dir.resolve("stack.yml"), """
                version: "3.8"
                services:
                  web:
                    image: busybox
                    command: [sh, -c, "echo hello; sleep 1000"]
                    stop_grace_period: 1s
                    ports: ["18099:80"]
                    networks: [front]
                    secrets: [key]
                    configs: [ini]
                    volumes: ["data:/data"]
                    deploy: {replicas: 2, labels: {tier: web}, update_config: {monitor: 1s}}
                networks: {front: {}}
                volumes: {data: {}}
                secrets: {key: {file: ./key}}
                configs: {ini: {file: ./key}}
                """);
        docker.ok("stack", "deploy", "-c", file.toString(), "shop");
        Eventually.equal("2/2", Docker.LIMIT, () -> docker.ok("service", "ls", "--format", "{{.Replicas}}"));
    }

    @AfterAll
    static void remove() {
        if (namespace != null) {
            docker.ok("stack", "rm", "shop");
            try (Namespace ended = namespace) {
                server.close();
            }
        }
    }

    private static JsonNode get(String path) {
        Http.Answer answer = http.get(V + path);
        assertEquals(200, answer.status(), () -> path + ": " + answer.body());
        assertTrue(answer.contentType().startsWith("application/json"), () -> path + ": " + answer.contentType());
        return parse(answer.body());
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static JsonNode post(String path, JsonNode body, int status) {
        Http.Answer answer = http.send("POST", V + path, body.toString());
        assertEquals(status, answer.status(), () -> path + ": " + answer.body());
        return answer.body().isEmpty() ? MAPPER.createObjectNode() : parse(answer.body());
    }

    private static String filter(String name, String value) {
        String json = MAPPER.createObjectNode()
                .set(name, MAPPER.createArrayNode().add(value))
                .toString();
        return "?filters=" + URLEncoder.encode(json, StandardCharsets.UTF_8);
    }

    private static JsonNode named(JsonNode list, String pointer, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(n -> n.at(pointer).asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + list));
    }

    private static void present(JsonNode node, String... pointers) {
        for (String pointer : pointers) {
            JsonNode value = node.at(pointer);
            assertFalse(value.isMissingNode() || value.isNull(), () -> pointer + " of " + node);
        }
    }

    private static JsonNode service() {
        return named(get("/services"), "/Spec/Name", "shop_web");
    }

    @Test
    void dashboardAndClusterPagesKnowTheSwarm() {
        JsonNode info = get("/info");
        assertFalse(info.at("/Swarm/NodeID").asText().isEmpty(), info::toString);
        assertTrue(info.at("/Swarm/ControlAvailable").asBoolean(), info::toString);
        JsonNode swarm = get("/swarm");
        assertEquals(info.at("/Swarm/Cluster/ID"), swarm.path("ID"));
        present(swarm, "/Spec/Orchestration", "/CreatedAt", "/Version/Index");

        JsonNode node = named(get("/nodes"), "/ID", info.at("/Swarm/NodeID").asText());
        present(
                node,
                "/Version/Index",
                "/Spec/Role",
                "/Spec/Availability",
                "/Spec/Labels",
                "/Status/State",
                "/Status/Addr",
                "/Description/Hostname",
                "/Description/Platform/Architecture",
                "/Description/Platform/OS",
                "/Description/Resources/NanoCPUs",
                "/Description/Resources/MemoryBytes",
                "/Description/Engine/EngineVersion",
                "/Description/Engine/Plugins",
                "/ManagerStatus/Leader",
                "/ManagerStatus/Addr");
        assertEquals(node, get("/nodes/" + node.path("ID").asText()));
    }

    @Test
    void servicesAndTheirTasksHaveAllThatTheListsRead() {
        JsonNode service = service();
        assertTrue(service.at("/Version/Index").asLong() > 0, service::toString);
        present(
                service,
                "/CreatedAt",
                "/UpdatedAt",
                "/Spec/Labels",
                "/Spec/EndpointSpec",
                "/Spec/Mode/Replicated/Replicas",
                "/Spec/TaskTemplate/ForceUpdate",
                "/Spec/TaskTemplate/ContainerSpec/Image",
                "/Spec/TaskTemplate/Resources",
                "/Spec/TaskTemplate/Placement");
        assertEquals(
                "shop", service.at("/Spec/Labels/com.docker.stack.namespace").asText());
        JsonNode port = service.at("/Endpoint/Ports/0");
        assertEquals(18099, port.path("PublishedPort").asInt(), service::toString);
        assertEquals("ingress", port.path("PublishMode").asText(), service::toString);
        // the page looks the networks up in the list of networks, by ID
        JsonNode front = named(get("/networks"), "/Name", "shop_front");
        JsonNode ingress = named(get("/networks"), "/Name", "ingress");
        assertEquals(ingress.path("Id"), service.at("/Endpoint/VirtualIPs/0/NetworkID"), service::toString);
        assertEquals(front.path("Id"), service.at("/Spec/TaskTemplate/Networks/0/Target"), service::toString);
        assertEquals(front.path("Id"), service.at("/Endpoint/VirtualIPs/1/NetworkID"), service::toString);
        // clients parse these addresses, and look for the service there
        service.at("/Endpoint/VirtualIPs")
                .forEach(ip -> assertTrue(ip.path("Addr").asText().matches("[0-9.]+/32"), service::toString));

        JsonNode tasks = get("/tasks" + filter("service", service.path("ID").asText()));
        assertEquals(2, tasks.size());
        for (JsonNode task : tasks) {
            present(
                    task,
                    "/ID",
                    "/ServiceID",
                    "/NodeID",
                    "/Slot",
                    "/CreatedAt",
                    "/UpdatedAt",
                    "/DesiredState",
                    "/Spec/ContainerSpec/Image",
                    "/Status/State",
                    "/Status/Timestamp",
                    "/Status/ContainerStatus/ContainerID");
            assertEquals("running", task.at("/Status/State").asText());
            String container = task.at("/Status/ContainerStatus/ContainerID").asText();
            JsonNode inspected = get("/containers/" + container + "/json");
            assertEquals(task.path("ID"), inspected.at("/Config/Labels").path("com.docker.swarm.task.id"));
            assertEquals(
                    200,
                    http.get(V + "/images/" + inspected.path("Image").asText() + "/json")
                            .status());
        }
        assertEquals(
                2,
                get("/tasks" + filter("label", "com.docker.stack.namespace=shop"))
                        .size());
        assertEquals(
                0,
                get("/tasks" + filter("label", "com.docker.stack.namespace=no")).size());
    }

    @Test
    void networksSecretsConfigsAndVolumesOfTheStackAreShown() {
        for (JsonNode network : get("/networks")) {
            present(network, "/Id", "/Name", "/Scope", "/IPAM/Config", "/Options", "/Containers", "/Ingress");
        }
        String stack = filter("label", "com.docker.stack.namespace=shop");
        JsonNode secret = named(get("/secrets" + stack), "/Spec/Name", "shop_key");
        present(secret, "/ID", "/Version/Index", "/CreatedAt", "/UpdatedAt", "/Spec/Labels");
        assertTrue(secret.at("/Spec/Data").isMissingNode(), "secrets are not given back");
        JsonNode config = named(get("/configs" + stack), "/Spec/Name", "shop_ini");
        assertEquals("aHVzaA==", config.at("/Spec/Data").asText());
        assertEquals("shop_data", get("/volumes" + stack).at("/Volumes/0/Name").asText());
        assertEquals(1, get("/services" + stack).size());
        assertEquals(2, get("/containers/json" + stack + "&all=1").size());
    }

    @Test
    void logsOfServicesAndTasksAreFramesOfOneLineEach() {
        String service = service().path("ID").asText();
        List<String> lines = http.get(
                        V + "/services/" + service + "/logs?stdout=1&stderr=1&tail=100&timestamps=0&since=0")
                .body()
                .lines()
                .map(line -> line.substring(HEADER))
                .toList();
        assertEquals(List.of("hello", "hello"), lines);
        String task = get("/tasks" + filter("service", service)).at("/0/ID").asText();
        assertEquals(
                "hello",
                http.get(V + "/tasks/" + task + "/logs?stdout=1&stderr=1&tail=100")
                        .body()
                        .strip()
                        .substring(HEADER));
    }

    @Test
    void serviceIsMadeChangedRolledBackAndRemovedFromItsOwnDescription() {
        ObjectNode spec = MAPPER.createObjectNode().put("Name", "made");
        spec.putObject("TaskTemplate")
                .putObject("ContainerSpec")
                .put("Image", "busybox")
                .put("StopGracePeriod", 1_000_000_000L)
                .set("Args", MAPPER.createArrayNode().add("sleep").add("1000"));
        spec.putObject("Mode").putObject("Replicated").put("Replicas", 1);
        spec.putObject("EndpointSpec");
        String id = post("/services/create", spec, 201).path("ID").asText();

        JsonNode before = get("/services/" + id);
        ObjectNode changed = before.path("Spec").deepCopy();
        ((ObjectNode) changed.at("/Mode/Replicated")).put("Replicas", 2);
        ((ObjectNode) changed.path("TaskTemplate"))
                .put("ForceUpdate", before.at("/Spec/TaskTemplate/ForceUpdate").asInt() + 1);
        post(
                "/services/" + id + "/update?version="
                        + before.at("/Version/Index").asLong(),
                changed,
                200);
        JsonNode after = get("/services/" + id);
        assertTrue(after.at("/Version/Index").asLong()
                > before.at("/Version/Index").asLong());
        assertEquals(2, after.at("/Spec/Mode/Replicated/Replicas").asInt());
        Eventually.equal(
                "2/2", Docker.LIMIT, () -> docker.ok("service", "ls", "-f", "name=made", "--format", "{{.Replicas}}"));

        String rollback = "&rollback=previous";
        post(
                "/services/" + id + "/update?version="
                        + after.at("/Version/Index").asLong() + rollback,
                after.path("Spec"),
                200);
        assertEquals(
                1, get("/services/" + id).at("/Spec/Mode/Replicated/Replicas").asInt());
        assertEquals(200, http.send("DELETE", V + "/services/" + id, "").status());
        // as moby, which looks for what a filter names
        assertEquals(404, http.get(V + "/tasks" + filter("service", id)).status());
        String ofTasks = "label=com.docker.swarm.service.name=made";
        Eventually.equal("", Docker.LIMIT, () -> docker.ok("ps", "-q", "--filter", ofTasks));
    }
}
