package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Capabilities;
import io.d2k.translate.HostEntry;
import io.d2k.translate.ImageName;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.Units;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A command line of {@code docker service create} as the request that it sends. */
final class ServiceCommand {
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("detach", "quiet", "no-resolve-image", "with-registry-auth");

    private final Flags flags;
    private final Map<String, String> environment;

    private ServiceCommand(Flags flags, Map<String, String> environment) {
        this.flags = flags;
        this.environment = environment;
    }

    /**
     * Reads the words behind {@code docker service create}.
     *
     * @param environment variables that {@code -e NAME} takes over
     * @param problems told of flags that change nothing
     * @throws InputException in the words of Docker's command line when it is wrong
     */
    static List<ApiRequest> parse(List<String> words, Map<String, String> environment, Problems problems) {
        Flags flags = Flags.parse(FlagSet.SERVICE, words);
        flags.requireArgument();
        for (String name : WITHOUT_EFFECT) {
            if (flags.last(name).isPresent() && !name.equals("detach") && !name.equals("quiet")) {
                problems.warn("--" + name + " is for the command line alone");
            }
        }
        try {
            ObjectNode body = new ServiceCommand(flags, environment).body();
            return JsonRequest.service(body);
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()));
        }
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        String image = flags.arguments().getFirst();
        body.put("Name", flags.last("name").orElseGet(() -> JsonRequest.nameOf(image)));
        ObjectNode labels = body.putObject("Labels");
        flags.all("label").forEach(l -> SharedFlags.pair(labels, l));
        ObjectNode task = body.putObject("TaskTemplate");
        container(task.putObject("ContainerSpec"), image);
        ServiceFlags rest = new ServiceFlags(flags);
        rest.resources(task.putObject("Resources"));
        rest.restart(task);
        rest.placement(task.putObject("Placement"));
        networks(task);
        flags.last("log-driver").ifPresent(d -> {
            ObjectNode driver = task.putObject("LogDriver").put("Name", d);
            flags.all("log-opt").forEach(o -> SharedFlags.pair(driver.withObject("/Options"), o));
        });
        rest.mode(body.putObject("Mode"));
        rest.updates(body);
        ObjectNode endpoint = body.putObject("EndpointSpec");
        endpoint.put("Mode", flags.last("endpoint-mode").orElse("vip"));
        flags.all("publish").forEach(p -> SwarmPort.write(p, endpoint));
        return body;
    }

    private void container(ObjectNode out, String image) {
        out.put("Image", ImageName.tagged(image));
        flags.all("container-label").forEach(l -> SharedFlags.pair(out.withObject("/Labels"), l));
        flags.last("entrypoint").ifPresent(e -> texts(out, "Command", Units.words(e)));
        List<String> all = flags.arguments();
        texts(out, "Args", all.subList(1, all.size()));
        Map.of("hostname", "Hostname", "workdir", "Dir", "user", "User", "stop-signal", "StopSignal")
                .forEach((flag, field) -> flags.last(flag).ifPresent(t -> out.put(field, t)));
        texts(
                out,
                "Env",
                SharedFlags.environment(flags, environment).entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
        texts(out, "Groups", flags.all("group"));
        flags.last("credential-spec").ifPresent(c -> credentials(out, c));
        out.put("Init", flags.is("init"));
        Map.of("tty", "TTY", "read-only", "ReadOnly").forEach((flag, field) -> {
            if (flags.is(flag)) {
                out.put(field, true);
            }
        });
        flags.all("mount").forEach(m -> {
            ObjectNode mount = valid("mount", m, () -> MountFlag.parse(m));
            out.withArray("Mounts").add(mount);
        });
        flags.last("stop-grace-period").ifPresent(t -> out.put("StopGracePeriod", Units.nanos(t)));
        SharedFlags.health(flags, out);
        texts(out, "Hosts", flags.all("host").stream().map(ServiceCommand::host).toList());
        out.putObject("DNSConfig");
        Map.of("dns", "Nameservers", "dns-search", "Search", "dns-option", "Options")
                .forEach((flag, field) -> {
                    if (!flags.all(flag).isEmpty()) {
                        texts(out.withObject("/DNSConfig"), field, flags.all(flag));
                    }
                });
        files(out, "secret", "Secret");
        files(out, "config", "Config");
        flags.last("isolation").ifPresent(i -> out.put("Isolation", i));
        flags.all("sysctl").forEach(s -> SharedFlags.pair(out.withObject("/Sysctls"), s));
        Capabilities capabilities = Capabilities.of(flags.all("cap-add"), flags.all("cap-drop"));
        texts(out, "CapabilityAdd", capabilities.added());
        texts(out, "CapabilityDrop", capabilities.dropped());
        SharedFlags.ulimits(flags, out);
        flags.last("oom-score-adj").ifPresent(n -> out.put("OomScoreAdj", SharedFlags.number("oom-score-adj", n)));
    }

    private static void credentials(ObjectNode out, String text) {
        int scheme = text.indexOf("://");
        String kind = scheme < 0 ? "" : text.substring(0, scheme);
        String field = switch (kind) {
            case "config" -> "Config";
            case "file" -> "File";
            case "registry" -> "Registry";
            default ->
                throw new IllegalArgumentException("invalid argument \"" + text
                        + "\" for \"--credential-spec\" flag: invalid credential spec: value must be prefixed with"
                        + " 'config://', 'file://', or 'registry://'");
        };
        out.withObject("/Privileges/CredentialSpec").put(field, text.substring(scheme + 3));
    }

    private static String host(String text) {
        try {
            return HostEntry.parse(text).ofService();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "invalid argument \"" + text + "\" for \"--host\" flag: " + e.getMessage(), e);
        }
    }

    private void files(ObjectNode out, String flag, String word) {
        Map<String, ObjectNode> references = new TreeMap<>();
        for (String text : flags.all(flag)) {
            ObjectNode reference = valid(flag, text, () -> FileFlag.parse(text, word));
            references.put(reference.path(word + "Name").asText() + "/" + references.size(), reference);
        }
        if (!references.isEmpty()) {
            ArrayNode list = out.putArray(word + "s");
            references.values().forEach(list::add);
        }
    }

    private void networks(ObjectNode task) {
        Set<String> seen = new LinkedHashSet<>();
        for (String text : flags.all("network")) {
            ObjectNode settings = task.objectNode();
            String name = text.contains("=") ? RunNetworks.advanced(text, settings) : text;
            if (seen.add(name)) {
                ObjectNode out = task.withArray("Networks").addObject().put("Target", name);
                List.of("Aliases", "DriverOpts").forEach(f -> {
                    if (settings.has(f)) {
                        out.set(f, settings.get(f));
                    }
                });
            }
        }
    }

    private static ObjectNode valid(String flag, String text, java.util.function.Supplier<ObjectNode> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "invalid argument \"" + text + "\" for \"--" + flag + "\" flag: " + e.getMessage(), e);
        }
    }

    private static void texts(ObjectNode out, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode list = out.putArray(field);
            texts.forEach(list::add);
        }
    }
}
