package io.d2k.server;

import io.d2k.domain.engine.EngineSettings;
import io.d2k.domain.engine.EngineSettings.HostPaths;
import io.d2k.domain.publish.PublishMode;
import io.d2k.domain.system.PodSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A checked configuration.
 *
 * @param namespace the namespace that everything lives in
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any
 * @param socket the unix socket to listen on as well
 * @param kubeconfig the kubeconfig, nothing to look for one
 * @param logLevel the least important level that is logged
 * @param jsonLog whether log lines are JSON objects
 * @param engine what the use cases need to know
 * @param swarmMode whether a swarm is served
 * @param clusterDomain the domain of the cluster's DNS, nothing to find it
 * @param clusterDns the addresses of the cluster's DNS, empty to leave them to Kubernetes, nothing to find them
 * @param nameServer where names are served to containers, nothing for nowhere
 * @param registryMirrors mirrors as written, checked by the registry client
 * @param tls the files for TLS, nothing for plain TCP
 * @param allowedHosts names of the server besides those that are safe anyway
 * @param allowedOrigins origins of web pages that may call
 * @param healthPort the port for probes and metrics, 0 for any, nothing for none
 * @param leaderElection whether other d2k may be on the same namespace, one of which serves
 */
public record ServerConfig(
        String namespace,
        String host,
        int port,
        Optional<Path> socket,
        Optional<Path> kubeconfig,
        System.Logger.Level logLevel,
        boolean jsonLog,
        EngineSettings engine,
        boolean swarmMode,
        Optional<String> clusterDomain,
        Optional<List<String>> clusterDns,
        Optional<NameServerAddress> nameServer,
        String registryMirrors,
        Optional<TlsFiles> tls,
        Set<String> allowedHosts,
        Set<String> allowedOrigins,
        OptionalInt healthPort,
        boolean leaderElection) {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(Ki|Mi|Gi|Ti|)");
    private static final Set<String> LEVELS = Set.of("error", "warning", "info", "debug", "trace");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)*");
    private static final Pattern DOCKER_HOST = Pattern.compile("tcp://(?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+]):\\d{1,5}");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Set<String> PUBLISH_MODES =
            Arrays.stream(PublishMode.values()).map(PublishMode::word).collect(Collectors.toUnmodifiableSet());
    private static final int MAX_PORT = 65_535;
    private static final String TLS_PORT = "2376";

    /** Copies the sets. */
    public ServerConfig {
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /**
     * Where the certificate is.
     *
     * @param certificate the server's certificate
     * @param key its private key
     * @param authority who signs clients' certificates, nothing to serve every client
     */
    public record TlsFiles(Path certificate, Path key, Optional<Path> authority) {}

    /**
     * Where the name server is.
     *
     * @param name the address by which pods reach it, or a name that stands for that
     * @param port the port that it listens on
     */
    public record NameServerAddress(String name, int port) {}

    /**
     * Checks settings.
     *
     * @param values what was set, by flag or variable; the others get their defaults
     * @throws WrongSettingException for the first that is wrong
     */
    public static ServerConfig of(Map<Setting, String> values) {
        Reader r = new Reader(values);
        return new ServerConfig(
                r.matching(Setting.NAMESPACE, NAMESPACE, "a Kubernetes namespace is expected"),
                r.text(Setting.HOST),
                r.port(),
                r.path(Setting.SOCKET),
                r.path(Setting.KUBECONFIG),
                System.Logger.Level.valueOf(r.oneOf(Setting.LOG_LEVEL, LEVELS).toUpperCase(java.util.Locale.ROOT)),
                r.oneOf(Setting.LOG_FORMAT, Set.of("text", "json")).equals("json"),
                new EngineSettings(
                        r.oneOf(Setting.WORKLOAD, Set.of("auto", "deployment")).equals("deployment"),
                        Optional.of(r.text(Setting.GPU_RESOURCE_NAME)).filter(s -> !s.isEmpty()),
                        r.hostPaths(),
                        Duration.ofSeconds(r.number(Setting.START_TIMEOUT, 1, 86_400)),
                        r.size(),
                        PublishMode.valueOf(
                                r.oneOf(Setting.PUBLISH, PUBLISH_MODES).toUpperCase(java.util.Locale.ROOT)),
                        Optional.of(r.text(Setting.NODE_NAME)).filter(s -> !s.isEmpty()),
                        r.hostGateway(),
                        r.containerDockerHost(),
                        r.flag(Setting.ALLOW_PRIVILEGED),
                        r.flag(Setting.NETWORK_ISOLATION),
                        r.nameServer().isPresent(),
                        r.podSecurity()),
                r.flag(Setting.SWARM_MODE),
                r.clusterDomain(),
                r.clusterDns(),
                r.nameServer(),
                r.text(Setting.REGISTRY_MIRRORS),
                r.tls(),
                r.list(Setting.ALLOWED_HOSTS),
                r.list(Setting.ALLOWED_ORIGINS),
                r.text(Setting.HEALTH_PORT).isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(r.number(Setting.HEALTH_PORT, 0, MAX_PORT)),
                r.leaderElection());
    }

    /** Returns the settings that an environment holds. */
    public static Map<Setting, String> fromEnvironment(Map<String, String> environment) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            Optional.ofNullable(environment.get(setting.variable()))
                    .filter(v -> !v.isEmpty())
                    .ifPresent(v -> values.put(setting, v));
        }
        return values;
    }

    /**
     * Returns what containers may; nothing for what the namespace's label says.
     *
     * @throws WrongSettingException for another value
     */
    public static Optional<PodSecurity> podSecurity(Map<Setting, String> values) {
        return new Reader(values).podSecurity();
    }

    private record Reader(Map<Setting, String> values) {
        String text(Setting setting) {
            return values.getOrDefault(setting, setting.fallback()).strip();
        }

        String matching(Setting setting, Pattern pattern, String expected) {
            String value = text(setting);
            if (!pattern.matcher(value).matches()) {
                throw new WrongSettingException(setting, value, expected);
            }
            return value;
        }

        String oneOf(Setting setting, Set<String> allowed) {
            String value = text(setting).toLowerCase(java.util.Locale.ROOT);
            if (!allowed.contains(value)) {
                throw new WrongSettingException(
                        setting,
                        value,
                        "expected one of "
                                + String.join(", ", allowed.stream().sorted().toList()));
            }
            return value;
        }

        boolean flag(Setting setting) {
            return oneOf(setting, Set.of("true", "false")).equals("true");
        }

        int number(Setting setting, int least, int most) {
            String value = text(setting);
            if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
                throw new WrongSettingException(
                        setting, value, "a number from " + least + " to " + most + " is expected");
            }
            return Integer.parseInt(value);
        }

        int port() {
            if (tls().isPresent() && !values.containsKey(Setting.PORT)) {
                return Integer.parseInt(TLS_PORT);
            }
            return number(Setting.PORT, 0, MAX_PORT);
        }

        Optional<TlsFiles> tls() {
            Optional<Path> certificate = path(Setting.TLS_CERT_FILE);
            Optional<Path> key = path(Setting.TLS_KEY_FILE);
            Optional<Path> authority = path(Setting.TLS_CA_FILE);
            if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) {
                return Optional.empty();
            }
            // Serving plain TCP although somebody meant TLS would be the worst of answers.
            if (certificate.isEmpty()) {
                throw new WrongSettingException(Setting.TLS_CERT_FILE, "", "TLS needs a certificate");
            }
            if (key.isEmpty()) {
                throw new WrongSettingException(Setting.TLS_KEY_FILE, "", "TLS needs the key of its certificate");
            }
            return Optional.of(new TlsFiles(certificate.get(), key.get(), authority));
        }

        Optional<PodSecurity> podSecurity() {
            return switch (oneOf(Setting.POD_SECURITY, Set.of("auto", "privileged", "baseline", "restricted"))) {
                case "auto" -> Optional.empty();
                case "restricted" -> Optional.of(PodSecurity.RESTRICTED);
                default -> Optional.of(PodSecurity.PRIVILEGED);
            };
        }

        boolean leaderElection() {
            boolean wanted = flag(Setting.LEADER_ELECTION);
            if (wanted && path(Setting.SOCKET).isPresent()) {
                throw new WrongSettingException(
                        Setting.SOCKET,
                        text(Setting.SOCKET),
                        "a unix socket leads to one d2k only, and not to the leader of several");
            }
            return wanted;
        }

        Set<String> list(Setting setting) {
            return Arrays.stream(text(setting).split(","))
                    .map(s -> s.strip().toLowerCase(java.util.Locale.ROOT))
                    .filter(s -> !s.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }

        Optional<Path> path(Setting setting) {
            return Optional.of(text(setting)).filter(s -> !s.isEmpty()).map(Path::of);
        }

        Optional<String> hostGateway() {
            return text(Setting.HOST_GATEWAY_IP).isEmpty()
                    ? Optional.empty()
                    : Optional.of(matching(Setting.HOST_GATEWAY_IP, ADDRESS, "an IP address is expected"));
        }

        Optional<String> containerDockerHost() {
            return text(Setting.CONTAINER_DOCKER_HOST).isEmpty()
                    ? Optional.empty()
                    : Optional.of(matching(
                            Setting.CONTAINER_DOCKER_HOST, DOCKER_HOST, "tcp:// with a host and a port is expected"));
        }

        Optional<String> clusterDomain() {
            return text(Setting.CLUSTER_DOMAIN).isEmpty()
                    ? Optional.empty()
                    : Optional.of(matching(Setting.CLUSTER_DOMAIN, DOMAIN, "a DNS domain is expected"));
        }

        Optional<List<String>> clusterDns() {
            String value = text(Setting.CLUSTER_DNS);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (value.equals("kubernetes")) {
                return Optional.of(List.of());
            }
            List<String> addresses =
                    Arrays.stream(value.split(",", -1)).map(String::strip).toList();
            if (addresses.size() > 3
                    || !addresses.stream().allMatch(a -> ADDRESS.matcher(a).matches())) {
                throw new WrongSettingException(
                        Setting.CLUSTER_DNS, value, "kubernetes, or up to three IP addresses are expected");
            }
            return Optional.of(addresses);
        }

        Optional<NameServerAddress> nameServer() {
            int port = number(Setting.NAME_SERVER_PORT, 1, MAX_PORT);
            return Optional.of(text(Setting.NAME_SERVER))
                    .filter(s -> !s.isEmpty())
                    .map(name -> new NameServerAddress(name, port));
        }

        HostPaths hostPaths() {
            String value = text(Setting.HOST_PATHS);
            if (value.equals("any")) {
                return HostPaths.ANY;
            }
            if (value.equals("none")) {
                return new HostPaths(false, List.of());
            }
            List<String> prefixes =
                    Arrays.stream(value.split(",")).map(String::strip).toList();
            if (prefixes.stream().anyMatch(p -> !p.startsWith("/"))) {
                throw new WrongSettingException(
                        Setting.HOST_PATHS, value, "any, none, or absolute paths separated by commas are expected");
            }
            return new HostPaths(false, prefixes);
        }

        long size() {
            String value = text(Setting.VOLUME_SIZE);
            Matcher m = SIZE.matcher(value);
            if (!m.matches()) {
                throw new WrongSettingException(Setting.VOLUME_SIZE, value, "a size such as 1Gi is expected");
            }
            int shift = switch (m.group(2)) {
                case "Ki" -> 10;
                case "Mi" -> 20;
                case "Gi" -> 30;
                case "Ti" -> 40;
                default -> 0;
            };
            return Long.parseLong(m.group(1)) << shift;
        }
    }
}
