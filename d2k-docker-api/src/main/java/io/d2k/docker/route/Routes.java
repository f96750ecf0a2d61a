package io.d2k.docker.route;

import io.d2k.docker.json.ContainerEncoder;
import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.EndpointCheck;
import io.d2k.docker.json.SystemEncoder;
import io.d2k.domain.port.in.Networks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The route table: all that the Docker Engine API 1.45 has, and what d2k makes of it. */
public final class Routes {
    private static final String NO_SAVE = "save is not supported: d2k stores no images; copy them between registries";
    private static final String ONLY_IN_A_SWARM = "in swarm mode only";
    /** Asked of any path, as load balancers do to see whether the engine is there; no operation of Docker's description. */
    private static final Route OPTIONS = new Route("OPTIONS", "/{path}", true, "", call -> call.answer(200));

    private final List<Route> table = new ArrayList<>();
    private final Map<String, List<Route>> index;
    private final Engine engine;
    private final OnceKnown onceKnown;

    /** Fills the table. */
    public Routes(Engine engine, ContainerEncoder containerEncoder, SystemEncoder systemEncoder) {
        this.engine = engine;
        onceKnown = new OnceKnown(engine.system());
        containers(
                new ContainerRoutes(engine.containers(), new EndpointCheck(engine.networks()), containerEncoder),
                new StreamRoutes(engine.containers()));
        on("GET", "/containers/{id}/stats", new StatsRoutes(engine.stats())::read);
        files(new FileRoutes(engine.files()));
        execs(new ExecRoutes(engine.execs()));
        images(new ImageRoutes(engine.images()));
        registries(new RegistryRoutes(engine.registries()));
        volumes(new VolumeRoutes(engine.volumes()));
        networks(new NetworkRoutes(engine.networks()));
        system(new SystemRoutes(engine, systemEncoder, containerEncoder), new EventRoutes(engine.events()));
        plugins();
        engine.swarm().ifPresentOrElse(api -> swarm(api, engine.networks()), this::noSwarm);
        index = table.stream().collect(Collectors.groupingBy(r -> key(r.method(), r.template())));
    }

    private void containers(ContainerRoutes containers, StreamRoutes streams) {
        on("GET", "/containers/json", containers::list);
        on("POST", "/containers/create", containers::create);
        on("POST", "/containers/prune", containers::prune);
        on("GET", "/containers/{id}/json", containers::inspect);
        on("GET", "/containers/{id}/top", containers::top);
        on("GET", "/containers/{id}/logs", streams::logs);
        on("POST", "/containers/{id}/start", containers::start);
        on("POST", "/containers/{id}/stop", containers::stop);
        on("POST", "/containers/{id}/restart", containers::restart);
        on("POST", "/containers/{id}/kill", containers::kill);
        on("POST", "/containers/{id}/rename", containers::rename);
        on("POST", "/containers/{id}/resize", containers::resize);
        on("POST", "/containers/{id}/update", containers::update);
        on("POST", "/containers/{id}/wait", streams::await);
        on("POST", "/containers/{id}/attach", streams::attach);
        on("GET", "/containers/{id}/attach/ws", streams::attachWebSocket);
        on("DELETE", "/containers/{id}", containers::remove);
        no(
                "POST",
                "/containers/{id}/pause",
                "pause is not supported: Kubernetes cannot freeze a pod; stop it",
                containers::checkPause);
        on("POST", "/containers/{id}/unpause", containers::unpause);
        // of an engine's experiments, which its description does not tell of
        no("GET", "/containers/{id}/checkpoints", Unsupported.CHECKPOINTS);
        no("POST", "/containers/{id}/checkpoints", Unsupported.CHECKPOINTS);
    }

    private void files(FileRoutes files) {
        on("HEAD", "/containers/{id}/archive", files::stat);
        on("GET", "/containers/{id}/archive", files::get);
        on("PUT", "/containers/{id}/archive", files::put);
        on("GET", "/containers/{id}/export", files::export);
        on("GET", "/containers/{id}/changes", files::changes);
    }

    private void execs(ExecRoutes execs) {
        on("POST", "/containers/{id}/exec", execs::create);
        on("POST", "/exec/{id}/start", execs::start);
        on("POST", "/exec/{id}/resize", execs::resize);
        on("GET", "/exec/{id}/json", execs::inspect);
    }

    private void images(ImageRoutes images) {
        on("GET", "/images/json", images::list);
        on("POST", "/images/create", images::pull);
        on("POST", "/images/prune", images::prune);
        on("GET", "/images/{name}/json", images::inspect);
        on("GET", "/images/{name}/history", images::history);
        on("POST", "/images/{name}/tag", images::tag);
        on("DELETE", "/images/{name}", images::remove);
        no("GET", "/images/search", "search is not supported: ask the registry itself, such as hub.docker.com");
        no("GET", "/images/get", NO_SAVE, call -> call.query().all("names").forEach(engine.images()::inspect));
        noImage("GET", "/images/{name}/get", NO_SAVE);
        no("POST", "/images/load", "load is not supported: d2k stores no images; push the image to a registry");
        no("POST", "/images/{name}/push", "push is not supported: d2k stores no images; push from where it was built");
        no(
                "POST",
                "/commit",
                "commit is not supported: build the image from a Dockerfile and push it to a registry",
                this::checkCommit);
        no("POST", "/build", "build is not supported: build the image elsewhere and push it to a registry");
        no("POST", "/session", "BuildKit is not supported: build the image elsewhere and push it to a registry");
    }

    private void checkCommit(Call call) throws IOException {
        DockerJson.readOptional(call.json());
        engine.containers().requireExists(call.query().get("container"));
    }

    private void registries(RegistryRoutes registries) {
        on("POST", "/auth", registries::login);
        on("GET", "/distribution/{name}/json", registries::distribution);
    }

    private void volumes(VolumeRoutes volumes) {
        on("GET", "/volumes", volumes::list);
        on("POST", "/volumes/create", volumes::create);
        on("POST", "/volumes/prune", volumes::prune);
        on("GET", "/volumes/{name}", volumes::inspect);
        on("DELETE", "/volumes/{name}", volumes::remove);
        no("PUT", "/volumes/{name}", "cluster volumes are not supported: use a volume with a StorageClass");
    }

    private void networks(NetworkRoutes networks) {
        on("GET", "/networks", networks::list);
        on("POST", "/networks/create", networks::create);
        on("POST", "/networks/prune", networks::prune);
        on("GET", "/networks/{id}", networks::inspect);
        on("DELETE", "/networks/{id}", networks::remove);
        on("POST", "/networks/{id}/connect", networks::connect);
        on("POST", "/networks/{id}/disconnect", networks::disconnect);
    }

    private void system(SystemRoutes system, EventRoutes events) {
        atOnce("GET", "/_ping", system::ping);
        atOnce("HEAD", "/_ping", system::ping);
        on("GET", "/version", system::version);
        on("GET", "/info", system::info);
        atOnce("GET", "/events", events::open);
        on("GET", "/system/df", system::diskUsage);
        atOnce("POST", "/build/prune", system::pruneBuildCache);
        atOnce("GET", "/plugins", system::plugins);
    }

    private void plugins() {
        String sentence =
                "plugins are not supported: what they add (storage, networks) the cluster's operator installs";
        for (String line : List.of(
                "GET /plugins/privileges",
                "POST /plugins/pull",
                "POST /plugins/create",
                "GET /plugins/{name}/json",
                "DELETE /plugins/{name}",
                "POST /plugins/{name}/enable",
                "POST /plugins/{name}/disable",
                "POST /plugins/{name}/upgrade",
                "POST /plugins/{name}/push",
                "POST /plugins/{name}/set")) {
            off(line, sentence, Unsupported.because(sentence));
        }
    }

    private void swarm(SwarmApi api, Networks networks) {
        var swarm = new SwarmRoutes(api.swarm());
        on("GET", "/swarm", swarm::inspect);
        on("GET", "/swarm/unlockkey", swarm::unlockKey);
        var nodes = new NodeRoutes(api.nodes());
        on("GET", "/nodes", nodes::list);
        on("GET", "/nodes/{id}", nodes::inspect);
        on("DELETE", "/nodes/{id}", nodes::remove);
        on("POST", "/nodes/{id}/update", nodes::update);
        dependencies("/secrets", new DependencyRoutes(api.secrets()));
        dependencies("/configs", new DependencyRoutes(api.configs()));
        services(new ServiceRoutes(api.services(), api.tasks(), networks));
        String already =
                "This node is already part of a swarm. Use \"docker swarm leave\" to leave this swarm and join another one.";
        off("POST /swarm/init", already, Unsupported.unavailable(already));
        off("POST /swarm/join", already, Unsupported.unavailable(already));
        no(
                "POST",
                "/swarm/leave",
                "swarm leave is not supported: the Kubernetes cluster is the swarm; start d2k" + " without swarm mode");
        no(
                "POST",
                "/swarm/update",
                "swarm update is not supported: the Kubernetes cluster is the swarm, and its" + " operator sets it up");
        on("POST", "/swarm/unlock", swarm::unlock);
    }

    private void services(ServiceRoutes services) {
        on("GET", "/services", services::list);
        on("POST", "/services/create", services::create);
        on("GET", "/services/{id}/logs", services::logs);
        on("GET", "/services/{id}", services::inspect);
        on("DELETE", "/services/{id}", services::remove);
        on("POST", "/services/{id}/update", services::update);
        on("GET", "/tasks", services::tasks);
        on("GET", "/tasks/{id}/logs", services::taskLogs);
        on("GET", "/tasks/{id}", services::task);
    }

    private void dependencies(String path, DependencyRoutes dependencies) {
        on("GET", path, dependencies::list);
        on("POST", path + "/create", dependencies::create);
        on("GET", path + "/{id}", dependencies::inspect);
        on("DELETE", path + "/{id}", dependencies::remove);
        on("POST", path + "/{id}/update", dependencies::update);
    }

    private void noSwarm() {
        no("POST", "/swarm/init", "swarm init is not supported: start d2k in swarm mode");
        no("POST", "/swarm/join", "swarm join is not supported: nodes join the Kubernetes cluster");
        off("POST /swarm/leave", ONLY_IN_A_SWARM, Unsupported.notInSwarm());
        for (String line : List.of(
                "GET /swarm",
                "POST /swarm/update",
                "GET /swarm/unlockkey",
                "POST /swarm/unlock",
                "GET /nodes",
                "GET /nodes/{id}",
                "DELETE /nodes/{id}",
                "POST /nodes/{id}/update",
                "GET /services",
                "POST /services/create",
                "GET /services/{id}/logs",
                "GET /services/{id}",
                "DELETE /services/{id}",
                "POST /services/{id}/update",
                "GET /tasks",
                "GET /tasks/{id}/logs",
                "GET /tasks/{id}",
                "GET /secrets",
                "POST /secrets/create",
                "GET /secrets/{id}",
                "DELETE /secrets/{id}",
                "POST /secrets/{id}/update",
                "GET /configs",
                "POST /configs/create",
                "GET /configs/{id}",
                "DELETE /configs/{id}",
                "POST /configs/{id}/update")) {
            off(line, ONLY_IN_A_SWARM, Unsupported.noSwarm());
        }
    }

    private void off(String line, String remark, Handler handler) {
        String[] part = line.split(" ");
        table.add(new Route(part[0], part[1], false, remark, handler));
    }

    private void on(String method, String template, Handler handler) {
        atOnce(method, template, onceKnown.then(handler));
    }

    /** Adds what needs nothing of the cluster's state. */
    private void atOnce(String method, String template, Handler handler) {
        table.add(new Route(method, template, true, "", handler));
    }

    private void no(String method, String template, String sentence) {
        table.add(new Route(method, template, false, sentence, Unsupported.because(sentence)));
    }

    private void no(String method, String template, String sentence, Handler require) {
        table.add(new Route(method, template, false, sentence, Unsupported.of(onceKnown.then(require), sentence)));
    }

    private void noImage(String method, String template, String sentence) {
        no(method, template, sentence, call -> engine.images().inspect(call.ref()));
    }

    /** Returns the table. */
    public List<Route> table() {
        return Collections.unmodifiableList(table);
    }

    /** Finds the route of a request; a path without a version, decoded. */
    public Optional<Match> find(String method, String asked) {
        if (method.equals(OPTIONS.method())) {
            return Optional.of(new Match(OPTIONS, asked));
        }
        // the one path that the Docker Engine has with and without a slash at its end
        String path = asked.equals("/networks/") ? "/networks" : asked;
        for (Route route : index.getOrDefault(key(method, path), List.of())) {
            Optional<String> ref = route.match(path);
            if (ref.isPresent()) {
                return Optional.of(new Match(route, ref.get()));
            }
        }
        return Optional.empty();
    }

    /** Returns method and first segment, by which routes are looked up. */
    private static String key(String method, String path) {
        int slash = path.indexOf('/', 1);
        return method + " " + (slash < 0 ? path : path.substring(0, slash));
    }

    /**
     * A route that was found.
     *
     * @param ref the variable part of the path; empty where the route has none
     */
    public record Match(Route route, String ref) {}
}
