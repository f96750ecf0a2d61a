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
import io.d2k.e2e.fixture.Http;
import io.d2k.e2e.fixture.SharedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The calls of Portainer's server and of its pages in the browser, and the fields that they read without looking. */
@ExtendWith(SharedServer.class)
class PortainerIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String V = "/v1.41";
    private static final int HEADER = 8;

    private final D2kServer server;
    private final Docker docker;
    private final Http http;

    PortainerIT(D2kServer server, Docker docker) {
        this.server = server;
        this.docker = docker;
        this.http = server.http();
    }

    @BeforeEach
    void makeTheContainerThatIsLookedAt() {
        Cluster.assumeLocal();
        docker.ok("network", "create", "front");
        docker.ok("network", "create", "back");
        docker.ok("volume", "create", "data");
        docker.ok(
                "create",
                "--name",
                "shop",
                "-l",
                "tier=web",
                "-e",
                "A=1",
                "-v",
                "data:/data",
                "-p",
                "80",
                "--network",
                "front",
                "--network-alias",
                "store",
                "--restart",
                "unless-stopped",
                "web:1");
        docker.ok("network", "connect", "back", "shop");
        docker.ok("start", "shop");
    }

    @AfterEach
    void removeIt() {
        docker.removeAll();
        docker.run("network", "rm", "front", "back");
        docker.run("volume", "rm", "data", "made");
    }

    @Test
    void theEnvironmentIsAddedAndItsDashboardIsShown() {
        assertEquals(200, http.get("/_ping").status());
        JsonNode info = get("/info");
        assertFalse(info.path("ID").asText().isEmpty());
        assertEquals(info.path("ID"), get("/info").path("ID"));
        for (String kind : List.of("Volume", "Network", "Log")) {
            assertTrue(info.at("/Plugins/" + kind).isArray(), () -> kind + " of " + info.path("Plugins"));
        }
        assertEquals("", info.at("/Swarm/NodeID").asText("none"));
        assertTrue(info.path("NCPU").asInt() > 0);
        assertFalse(get("/version").path("ApiVersion").asText().isEmpty());

        JsonNode container = only(get("/containers/json?all=1"));
        assertEquals("/shop", container.at("/Names/0").asText());
        assertTrue(container.path("Status").asText().startsWith("Up "), container::toString);
        assertEquals("running", container.path("State").asText());
        assertEquals("web", container.at("/Labels/tier").asText());
        assertTrue(container.path("Mounts").isArray());
        assertTrue(container.at("/NetworkSettings/Networks/front").isObject());
        assertTrue(get("/images/json?all=0").isArray());
        assertTrue(get("/volumes").path("Volumes").isArray());
        assertTrue(named(get("/networks"), "bridge").path("IPAM").path("Config").isArray());
        assertTrue(get("/system/df").path("Volumes").isArray());
    }

    @Test
    void theDetailsOfAContainerHaveAllThatThePageReads() {
        JsonNode shop = inspect("shop");

        assertEquals("/shop", shop.path("Name").asText());
        assertTrue(shop.path("State").isObject());
        assertTrue(shop.at("/Config/Labels").isObject());
        assertTrue(shop.at("/NetworkSettings/Ports").isObject());
        assertTrue(shop.at("/HostConfig/AutoRemove").isBoolean());
        assertFalse(shop.at("/HostConfig/LogConfig/Type").asText().isEmpty());
        assertEquals(
                200,
                http.get(V + "/images/" + shop.path("Image").asText() + "/json").status());
        JsonNode network = get("/networks/"
                + shop.at("/NetworkSettings/Networks/front/NetworkID").asText());
        assertTrue(network.path("Options").isObject());
        assertTrue(network.path("Containers").has(shop.path("Id").asText()), network::toString);
        JsonNode stats = get("/containers/shop/stats?stream=false");
        assertTrue(stats.path("blkio_stats").isObject(), stats::toString);
        assertTrue(stats.at("/cpu_stats/cpu_usage").isObject(), stats::toString);
        assertTrue(get("/containers/shop/top").path("Titles").isArray());
    }

    @Test
    void listsHonourTheirFilters() {
        docker.ok("create", "--name", "shop-two", "busybox", "true");

        assertEquals(
                "/shop",
                only(get("/containers/json?all=1&filters=" + filter("name", "^/shop$")))
                        .at("/Names/0")
                        .asText());
        assertEquals(
                2,
                get("/containers/json?all=1&filters=" + filter("name", "shop")).size());
        assertEquals(
                1,
                get("/containers/json?all=1&filters=" + filter("label", "tier=web"))
                        .size());
        assertEquals(
                1, get("/containers/json?filters=" + filter("volume", "data")).size());
        assertEquals(
                1, get("/containers/json?filters=" + filter("network", "back")).size());
        assertEquals(
                0,
                get("/volumes?filters=" + filter("dangling", "true"))
                        .path("Volumes")
                        .size());
        docker.ok("volume", "create", "made");
        assertEquals(
                "made",
                only(get("/volumes?filters=" + filter("dangling", "true")).path("Volumes"))
                        .path("Name")
                        .asText());
    }

    @Test
    void aContainerIsRecreatedFromItsOwnDescription() {
        JsonNode old = inspect("shop");
        String id = old.path("Id").asText();
        post("/containers/" + id + "/stop", "", 204);
        post("/containers/" + id + "/rename?name=" + "/shop-old", "", 204);
        JsonNode networks = old.at("/NetworkSettings/Networks");
        networks.forEach(n -> post(
                "/networks/" + n.path("NetworkID").asText() + "/disconnect",
                MAPPER.createObjectNode()
                        .put("Container", id)
                        .put("Force", true)
                        .toString(),
                200));

        ObjectNode create = (ObjectNode) old.path("Config").deepCopy();
        create.set("HostConfig", old.path("HostConfig"));
        String first = networks.fieldNames().next();
        create.putObject("NetworkingConfig").putObject("EndpointsConfig").set(first, networks.get(first));
        JsonNode made = post("/containers/create?name=shop", create.toString(), 201);
        String newId = made.path("Id").asText();
        networks.properties().stream().filter(n -> !n.getKey().equals(first)).forEach(n -> {
            ObjectNode connect = MAPPER.createObjectNode().put("Container", newId);
            connect.set("EndpointConfig", n.getValue());
            post("/networks/" + n.getValue().path("NetworkID").asText() + "/connect", connect.toString(), 200);
        });
        post("/containers/" + newId + "/start", "", 204);
        assertEquals(
                204,
                http.send("DELETE", V + "/containers/" + id + "?force=true", "").status());

        JsonNode now = inspect("shop");
        assertEquals(newId, now.path("Id").asText());
        assertEquals(old.at("/Config/Env"), now.at("/Config/Env"));
        assertEquals(old.at("/Config/Labels"), now.at("/Config/Labels"));
        assertEquals(old.at("/HostConfig/PortBindings"), now.at("/HostConfig/PortBindings"));
        assertEquals(names(networks), names(now.at("/NetworkSettings/Networks")));
        assertEquals("data", now.at("/Mounts/0/Name").asText());
        assertTrue(now.at("/NetworkSettings/Networks/front/Aliases").toString().contains("store"), now::toString);
        assertEquals(404, http.get(V + "/containers/" + id + "/json").status(), "the old one has gone");
        assertTrue(http.get(V + "/containers/" + id + "/json").body().contains("No such container"));
    }

    @Test
    void theConsoleIsAShellBehindAnEmptyHost() throws IOException {
        String exec = post(
                        "/containers/shop/exec",
                        "{\"AttachStdin\":true,\"AttachStdout\":true,\"AttachStderr\":true,\"Tty\":true,\"Cmd\":[\"sh\"]}",
                        201)
                .path("Id")
                .asText();
        assertTrue(exec.matches("[0-9a-f]+"), exec);
        URI address = URI.create(server.host());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) Docker.LIMIT.toMillis());
            String body = "{\"Detach\":false,\"Tty\":true}";
            write(
                    socket,
                    "POST /exec/" + exec + "/start HTTP/1.1\r\nHost: \r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/1.1 101 "));

            assertEquals(
                    200,
                    http.send("POST", V + "/exec/" + exec + "/resize?h=40&w=120", "")
                            .status());
            // the size comes to the terminal by another way than the input, and may come a moment later
            String answer = "echo $((6*7)) is the answer";
            write(socket, answer + "; until stty size 2>/dev/null | grep -x '40 1[2]0'; do sleep 0.1; done; exit\n");
            String shown = readUntil(socket, "40 120");
            assertTrue(shown.contains("42 is the answer"), shown);
        }
    }

    @Test
    void logsAreFramesOfOneLineEach() {
        docker.ok("run", "--name", "talk", "busybox", "sh", "-c", "echo first; echo second >&2; echo third");
        String log = http.get(V + "/containers/talk/logs?stdout=1&stderr=1&tail=100&timestamps=0&since=0")
                .body();
        List<String> lines =
                log.lines().map(line -> line.substring(HEADER)).sorted().toList();
        assertEquals(List.of("first", "second", "third"), lines);
    }

    @Test
    void eventsOfThePastEndByThemselves() {
        long since = Instant.now().getEpochSecond() - 300;
        docker.ok("kill", "shop");
        docker.ok("wait", "shop");
        long until = Instant.now().getEpochSecond() + 1;

        String events =
                http.get(V + "/events?since=" + since + "&until=" + until).body();
        List<String> actions = events.lines()
                .map(PortainerIT::parse)
                .filter(e -> e.at("/Actor/Attributes/name").asText().equals("shop"))
                .map(e -> e.path("Action").asText())
                .toList();
        assertTrue(actions.containsAll(List.of("create", "start", "kill", "die")), actions::toString);
    }

    @Test
    void whatIsMadeAnswersWithItsName() {
        JsonNode volume = post("/volumes/create", "{\"Name\":\"made\",\"Driver\":\"local\",\"DriverOpts\":{}}", 201);
        assertEquals("made", volume.path("Name").asText());
        JsonNode network = post(
                "/networks/create",
                "{\"Name\":\"made\",\"Driver\":\"bridge\",\"CheckDuplicate\":true,\"IPAM\":{\"Config\":[]},\"Options\":{},"
                        + "\"Labels\":{},\"Internal\":false,\"Attachable\":false}",
                201);
        assertEquals(
                204,
                http.send("DELETE", V + "/networks/" + network.path("Id").asText(), "")
                        .status());
        assertEquals(
                200,
                http.send("POST", V + "/images/create?fromImage=alpine:latest", "")
                        .status());
        assertEquals(
                404,
                http.send("POST", V + "/images/create?fromImage=no-such-image:1", "")
                        .status());
        JsonNode empty = post(
                "/containers/create?name=made",
                "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Env\":[],\"ExposedPorts\":{},\"MacAddress\":\"\",\"Hostname\":\"\","
                        + "\"HostConfig\":{\"Binds\":[],\"PortBindings\":{},\"NetworkMode\":\"bridge\",\"Devices\":[],"
                        + "\"RestartPolicy\":{\"Name\":\"no\"},\"Sysctls\":{},\"DeviceRequests\":[]},"
                        + "\"NetworkingConfig\":{\"EndpointsConfig\":{\"bridge\":{\"IPAMConfig\":{\"IPv4Address\":\"\","
                        + "\"IPv6Address\":\"\"}}}},\"name\":\"made\",\"OpenStdin\":false,\"Tty\":false,\"Volumes\":{}}",
                201);
        assertTrue(empty.path("Warnings").isArray(), empty::toString);
    }

    private JsonNode get(String path) {
        Http.Answer answer = http.get(V + path);
        assertEquals(200, answer.status(), () -> path + ": " + answer.body());
        assertTrue(answer.contentType().startsWith("application/json"), () -> path + ": " + answer.contentType());
        return parse(answer.body());
    }

    private JsonNode inspect(String container) {
        return get("/containers/" + container + "/json");
    }

    private JsonNode post(String path, String json, int status) {
        Http.Answer answer = http.send("POST", V + path, json);
        assertEquals(status, answer.status(), () -> path + ": " + answer.body());
        return answer.body().isEmpty() ? MAPPER.createObjectNode() : parse(answer.body());
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static JsonNode only(JsonNode list) {
        assertEquals(1, list.size(), list::toString);
        return list.get(0);
    }

    private static JsonNode named(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(n -> n.path("Name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + list));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names.stream().sorted().toList();
    }

    private static String filter(String name, String value) {
        String json = MAPPER.createObjectNode()
                .set(name, MAPPER.createArrayNode().add(value))
                .toString();
        return URLEncoder.encode(json, StandardCharsets.UTF_8);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("no \"" + end + "\" in " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
