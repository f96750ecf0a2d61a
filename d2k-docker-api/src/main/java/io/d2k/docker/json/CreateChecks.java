package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.error.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the Docker Engine refuses while it reads a create request, before it looks at images or names. */
final class CreateChecks {
    private static final long MILLISECOND = 1_000_000;

    /** The logging drivers of the Docker Engine; empty for its default. Here the cluster keeps the logs of all. */
    private static final Set<String> LOG_DRIVERS = Set.of(
            "", "awslogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "none", "splunk", "syslog");

    private static final Set<String> WITHOUT_NAMES = Set.of("bridge", "default", "host", "none");

    private CreateChecks() {}

    /**
     * Checks a request.
     *
     * @throws EngineException in Docker's words
     */
    static void check(CreateDocument document) {
        var config = new Fields(document.config());
        var host = new Fields(document.host());
        if (document.hasHost()) {
            checkNetworkMode(config, host);
            checkLinuxOnly(host);
        }
        if (!document.hasConfig()) {
            throw EngineException.invalid("config cannot be empty in order to create a container");
        }
        for (String entry : config.texts("Env")) {
            if (entry.isEmpty() || entry.startsWith("=")) {
                throw EngineException.invalid("invalid environment variable: " + entry);
            }
        }
        checkHealthcheck(config.object("Healthcheck"));
        IgnoredResourceCheck.check(host);
        checkAliases(document);
        if (host.map("Annotations").containsKey("")) {
            throw EngineException.invalid(
                    "invalid Annotations: the empty string is not permitted as an annotation key");
        }
    }

    private static void checkNetworkMode(Fields config, Fields host) {
        String mode = host.text("NetworkMode");
        String hostname = config.text("Hostname");
        if (mode.equals("container") || mode.equals("container:") || mode.startsWith("container::")) {
            throw EngineException.invalid("Invalid network mode: invalid container format container:<name|id>");
        }
        if (mode.startsWith("container:")) {
            refuse(!hostname.isEmpty(), "hostname and the network mode");
            refuse(
                    !host.texts("Links").isEmpty(),
                    "container type network can't be used with links. This would result in undefined behavior");
            refuse(!host.texts("Dns").isEmpty(), "dns and the network mode");
            refuse(!host.texts("ExtraHosts").isEmpty(), "custom host-to-IP mapping and the network mode");
            refuse(
                    !host.keys("PortBindings").isEmpty() || host.flag("PublishAllPorts"),
                    "port publishing and the container type network mode");
            refuse(!config.keys("ExposedPorts").isEmpty(), "port exposing and the container type network mode");
        }
        refuse(host.text("UTSMode").equals("host") && !hostname.isEmpty(), "hostname and the UTS mode");
        refuse(
                mode.equals("host") && !host.texts("Links").isEmpty(),
                "host type networking can't be used with links. This would result in undefined behavior");
    }

    private static void checkAliases(CreateDocument document) {
        for (Map.Entry<String, JsonNode> endpoint : document.endpoints().properties()) {
            boolean named = !new Fields(endpoint.getValue()).texts("Aliases").isEmpty();
            if (named && WITHOUT_NAMES.contains(endpoint.getKey())) {
                throw EngineException.invalid("invalid config for network " + endpoint.getKey()
                        + ": invalid endpoint settings:\nnetwork-scoped alias is supported only for containers in user"
                        + " defined networks");
            }
        }
    }

    private static void refuse(boolean conflict, String what) {
        if (conflict) {
            throw EngineException.invalid("conflicting options: " + what);
        }
    }

    /**
     * Checks a technology of isolation, of which there is one where there is no Windows.
     *
     * @throws EngineException in Docker's words
     */
    static void checkIsolation(String isolation) {
        if (!isolation.isEmpty() && !isolation.equalsIgnoreCase("default")) {
            throw EngineException.unclassed("Invalid isolation: \"" + isolation + "\" - linux only supports 'default'");
        }
    }

    private static void checkLinuxOnly(Fields host) {
        checkIsolation(host.text("Isolation"));
        String logging = host.object("LogConfig").text("Type");
        if (logging.equals("logentries")) {
            throw EngineException.invalid("the logentries logging driver has been deprecated and removed");
        }
        if (!LOG_DRIVERS.contains(logging)) {
            throw EngineException.invalid(
                    "error looking up logging plugin " + logging + ": plugin \"" + logging + "\" not found");
        }
        if (host.number("IOMaximumBandwidth") != 0) {
            throw EngineException.unclassed(
                    "Invalid QoS settings: linux does not support configuration of maximum bandwidth");
        }
        if (host.number("IOMaximumIOps") != 0) {
            throw EngineException.unclassed(
                    "Invalid QoS settings: linux does not support configuration of maximum IOPs");
        }
    }

    private static void checkHealthcheck(Fields check) {
        for (String name : List.of("Interval", "Timeout")) {
            checkDuration(check, name);
        }
        if (check.number("Retries") < 0) {
            throw EngineException.invalid("Retries in Healthcheck cannot be negative");
        }
        for (String name : List.of("StartPeriod", "StartInterval")) {
            checkDuration(check, name);
        }
    }

    private static void checkDuration(Fields check, String name) {
        if (check.number(name) != 0 && check.number(name) < MILLISECOND) {
            throw EngineException.invalid(name + " in Healthcheck cannot be less than 1ms");
        }
    }
}
