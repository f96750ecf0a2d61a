package io.d2k.domain.fake;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.container.LoggingSpec;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.container.ProcessSpec;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Builds create requests for tests; what is not named is as Docker's clients leave it. */
public final class Specs {
    private final String image;
    private Optional<List<String>> entrypoint = Optional.empty();
    private Optional<List<String>> cmd = Optional.empty();
    private List<String> env = List.of();
    private String workingDir = "";
    private String user = "";
    private String hostname = "";
    private boolean tty;
    private boolean openStdin;
    private boolean attached;
    private String stopSignal = "";
    private Optional<Integer> stopTimeout = Optional.empty();
    private Optional<TerminalSize> consoleSize = Optional.empty();
    private final Map<String, String> labels = new TreeMap<>();
    private Optional<Healthcheck> healthcheck = Optional.empty();
    private String networkMode = "";
    private final Map<String, NetworkSpec.Endpoint> endpoints = new LinkedHashMap<>();
    private final List<Port> exposed = new ArrayList<>();
    private final Map<Port, List<PortBinding>> bindings = new TreeMap<>();
    private boolean publishAll;
    private List<String> extraHosts = List.of();
    private List<String> dns = List.of();
    private List<String> links = List.of();
    private StorageSpec storage = StorageSpec.NONE;
    private ResourceSpec resources = ResourceSpec.NONE;
    private SecuritySpec security = SecuritySpec.NONE;
    private LoggingSpec logging = LoggingSpec.DEFAULT;
    private RestartPolicy restart = RestartPolicy.NEVER;
    private boolean autoRemove;
    private final Map<String, String> others = new TreeMap<>();

    private Specs(String image) {
        this.image = image;
    }

    /** Begins a request for a container of that image. */
    public static Specs of(String image) {
        return new Specs(image);
    }

    /** Sets the command. */
    public Specs cmd(String... words) {
        cmd = Optional.of(List.of(words));
        return this;
    }

    /** Sets the entrypoint. */
    public Specs entrypoint(String... words) {
        entrypoint = Optional.of(List.of(words));
        return this;
    }

    /** Sets variables. */
    public Specs env(String... entries) {
        env = List.of(entries);
        return this;
    }

    /** Sets the working directory. */
    public Specs workingDir(String dir) {
        workingDir = dir;
        return this;
    }

    /** Sets the user. */
    public Specs user(String name) {
        user = name;
        return this;
    }

    /** Sets the host name. */
    public Specs hostname(String name) {
        hostname = name;
        return this;
    }

    /** Asks for a terminal. */
    public Specs tty() {
        tty = true;
        return this;
    }

    /** Tells the size of the client's terminal. */
    public Specs consoleSize(int height, int width) {
        consoleSize = Optional.of(new TerminalSize(height, width));
        return this;
    }

    /** Keeps standard input open. */
    public Specs stdin() {
        openStdin = true;
        return this;
    }

    /** Attaches to the output, as a foreground {@code docker run} does. */
    public Specs attached() {
        attached = true;
        return this;
    }

    /** Sets the stop signal. */
    public Specs stopSignal(String name) {
        stopSignal = name;
        return this;
    }

    /** Sets the stop timeout, in seconds. */
    public Specs stopTimeout(int seconds) {
        stopTimeout = Optional.of(seconds);
        return this;
    }

    /** Adds a label. */
    public Specs label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    /** Adds a health check with Docker's default times. */
    public Specs healthcheck(String... test) {
        healthcheck = Optional.of(
                new Healthcheck(List.of(test), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0));
        return this;
    }

    /** Adds a health check. */
    public Specs healthcheck(Healthcheck check) {
        healthcheck = Optional.of(check);
        return this;
    }

    /** Sets {@code HostConfig.NetworkMode}. */
    public Specs network(String mode) {
        networkMode = mode;
        return this;
    }

    /** Adds a network endpoint. */
    public Specs endpoint(String network, NetworkSpec.Endpoint endpoint) {
        endpoints.put(network, endpoint);
        return this;
    }

    /** Exposes a TCP port. */
    public Specs expose(int port) {
        exposed.add(new Port(port, Protocol.TCP));
        return this;
    }

    /** Publishes a TCP port, and exposes it as clients do. */
    public Specs publish(String hostIp, String hostPort, int port) {
        expose(port);
        bindings.put(new Port(port, Protocol.TCP), List.of(new PortBinding(hostIp, hostPort)));
        return this;
    }

    /** Publishes all exposed ports. */
    public Specs publishAll() {
        publishAll = true;
        return this;
    }

    /** Adds hosts. */
    public Specs extraHosts(String... hosts) {
        extraHosts = List.of(hosts);
        return this;
    }

    /** Sets the name servers. */
    public Specs dns(String... servers) {
        dns = List.of(servers);
        return this;
    }

    /** Adds legacy links. */
    public Specs links(String... names) {
        links = List.of(names);
        return this;
    }

    /** Mounts by {@code -v}. */
    public Specs binds(String... binds) {
        storage = new StorageSpec(
                List.of(binds), storage.mounts(), storage.tmpfs(), storage.anonymousVolumes(), List.of(), "");
        return this;
    }

    /** Mounts a volume of a driver by {@code --mount}. */
    public Specs volume(String name, String target, String driver) {
        var mount = new MountRequest(
                "volume",
                name,
                target,
                false,
                false,
                "",
                Map.of(),
                driver,
                Map.of(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                "");
        return storage(new StorageSpec(List.of(), List.of(mount), Map.of(), List.of(), List.of(), ""));
    }

    /** Sets all mounts. */
    public Specs storage(StorageSpec spec) {
        storage = spec;
        return this;
    }

    /** Sets limits. */
    public Specs resources(ResourceSpec spec) {
        resources = spec;
        return this;
    }

    /** Sets options of {@code --security-opt}, and nothing else of permissions. */
    public Specs securityOpt(String... options) {
        return security(new SecuritySpec(
                false, List.of(), List.of(), List.of(), false, List.of(options), Map.of(), false, "", "", "", "", ""));
    }

    /** Sets permissions. */
    public Specs security(SecuritySpec spec) {
        security = spec;
        return this;
    }

    /** Sets the restart policy. */
    public Specs restart(RestartPolicy.Mode mode, int retries) {
        restart = new RestartPolicy(mode, retries);
        return this;
    }

    /** Asks for {@code --restart on-failure:N}. */
    public Specs onFailure(int retries) {
        return restart(RestartPolicy.Mode.ON_FAILURE, retries);
    }

    /** Asks for a logging driver with options. */
    public Specs logging(String driver, Map<String, String> options) {
        logging = new LoggingSpec(driver, options);
        return this;
    }

    /** Asks for {@code --rm}. */
    public Specs rm() {
        autoRemove = true;
        return this;
    }

    /** Adds a setting that has no part of its own. */
    public Specs other(String path, String json) {
        others.put(path, json);
        return this;
    }

    /** Returns the spec. */
    public ContainerSpec spec() {
        return new ContainerSpec(
                image,
                new ProcessSpec(
                        entrypoint,
                        cmd,
                        env,
                        workingDir,
                        user,
                        hostname,
                        "",
                        tty,
                        openStdin,
                        false,
                        attached && openStdin,
                        attached,
                        attached,
                        stopSignal,
                        stopTimeout,
                        consoleSize),
                labels,
                healthcheck,
                new NetworkSpec(
                        networkMode,
                        endpoints,
                        exposed,
                        bindings,
                        publishAll,
                        extraHosts,
                        dns,
                        List.of(),
                        List.of(),
                        links),
                storage,
                resources,
                security,
                logging,
                restart,
                autoRemove,
                others,
                "{}");
    }

    /** Returns a request for a container of that name. */
    public CreateRequest named(String name) {
        return new CreateRequest(name, "", spec());
    }
}
