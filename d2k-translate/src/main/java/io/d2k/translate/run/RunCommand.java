package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.PortSpec;
import io.d2k.translate.Problems;
import io.d2k.translate.Units;
import io.d2k.translate.compose.DotEnv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command line of {@code docker run} or {@code docker create} as the request that it sends. */
public final class RunCommand {
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("cidfile", "pull", "detach-keys", "sig-proxy", "disable-content-trust", "quiet");

    private final RunFlags flags;
    private final boolean run;
    private final Map<String, String> environment;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private final ObjectNode host = body.objectNode();

    private RunCommand(RunFlags flags, boolean run, Map<String, String> environment) {
        this.flags = flags;
        this.run = run;
        this.environment = environment;
    }

    /**
     * Reads a command line.
     *
     * @param words the whole line: {@code docker run ...}, also without {@code docker}
     * @param environment variables that {@code -e NAME} takes over
     * @param problems told of flags that change nothing
     * @throws InputException in the words of Docker's command line when it is wrong
     */
    public static List<ApiRequest> parse(List<String> words, Map<String, String> environment, Problems problems) {
        List<String> line = new ArrayList<>(words);
        if (line.size() == 1 && line.getFirst().contains(" ")) {
            line = new ArrayList<>(Units.words(line.getFirst()));
        }
        drop(line, "docker");
        drop(line, "container");
        String command = line.isEmpty() ? "" : line.removeFirst();
        if (!command.equals("run") && !command.equals("create")) {
            throw new InputException(
                    switch (command) {
                        case "service", "stack" ->
                            "docker " + command + " is for swarms, which d2k translate does not know yet";
                        case "compose" -> "give the Compose file by -f in place of docker compose";
                        default -> "docker run or docker create is expected, not \"" + String.join(" ", words) + "\"";
                    });
        }
        RunFlags flags = RunFlags.parse(command, line);
        for (String name : WITHOUT_EFFECT) {
            if (flags.last(name).isPresent()) {
                problems.warn("--" + name + " is for the command line alone");
            }
        }
        try {
            return new RunCommand(flags, command.equals("run"), environment).requests();
        } catch (IllegalArgumentException e) {
            throw flags.wrong("docker: " + e.getMessage());
        }
    }

    private static void drop(List<String> line, String word) {
        if (!line.isEmpty() && line.getFirst().equals(word)) {
            line.removeFirst();
        }
    }

    private List<ApiRequest> requests() {
        if (flags.is("rm") && flags.last("restart").filter(r -> !r.equals("no")).isPresent()) {
            throw new IllegalArgumentException("conflicting options: cannot specify both --restart and --rm");
        }
        List<String> arguments = flags.arguments();
        process(arguments);
        health();
        new RunHost(flags, body, host).write();
        body.set("HostConfig", host);
        new RunNetworks(flags).write(body, host);
        String name = flags.last("name").orElseGet(() -> JsonRequest.nameOf(arguments.getFirst()));
        return JsonRequest.create(body, name, flags.last("platform").orElse(""), run);
    }

    private void process(List<String> arguments) {
        flags.last("hostname").ifPresent(h -> body.put("Hostname", h));
        flags.last("domainname").ifPresent(d -> body.put("Domainname", d));
        flags.last("user").ifPresent(u -> body.put("User", u));
        boolean detached = run && flags.is("detach");
        List<String> attach = flags.all("attach");
        boolean stdin = flags.is("interactive");
        body.put("AttachStdin", !detached && (stdin || attach.contains("stdin")));
        body.put("AttachStdout", !detached && (attach.isEmpty() || attach.contains("stdout")));
        body.put("AttachStderr", !detached && (attach.isEmpty() || attach.contains("stderr")));
        body.put("Tty", flags.is("tty"));
        body.put("OpenStdin", stdin);
        body.put("StdinOnce", stdin && !detached);
        ports();
        Map<String, String> env = new LinkedHashMap<>();
        pairs("env-file", "env", true)
                .forEach((name, value) -> value.or(() -> Optional.ofNullable(environment.get(name)))
                        .ifPresent(v -> env.put(name, v)));
        ArrayNode list = body.putArray("Env");
        env.forEach((name, value) -> list.add(name + "=" + value));
        if (arguments.size() > 1) {
            ArrayNode cmd = body.putArray("Cmd");
            arguments.subList(1, arguments.size()).forEach(cmd::add);
        }
        body.put("Image", arguments.getFirst());
        flags.last("workdir").ifPresent(d -> body.put("WorkingDir", d));
        flags.last("entrypoint").ifPresent(e -> body.putArray("Entrypoint").add(e));
        ObjectNode labels = body.putObject("Labels");
        pairs("label-file", "label", false).forEach((name, value) -> labels.put(name, value.orElse("")));
        flags.last("stop-signal").ifPresent(s -> body.put("StopSignal", s));
        flags.last("stop-timeout").ifPresent(t -> body.put("StopTimeout", RunHost.number("stop-timeout", t)));
    }

    private void ports() {
        List<PortSpec> published = new ArrayList<>();
        flags.all("publish").forEach(p -> published.addAll(PortSpec.parse(p)));
        List<PortSpec> exposed = new ArrayList<>();
        for (String port : flags.all("expose")) {
            if (port.contains(":")) {
                throw new IllegalArgumentException("invalid port format for --expose: " + port);
            }
            exposed.addAll(PortSpec.parse(port));
        }
        PortSpec.write(published, exposed, body, host);
    }

    /** Returns what files and flags name, the flags over the files; a name alone has no value. */
    private Map<String, Optional<String>> pairs(String files, String flag, boolean variables) {
        Map<String, Optional<String>> all = new LinkedHashMap<>();
        for (String file : flags.all(files)) {
            try {
                all.putAll(DotEnv.raw(file, Files.readString(Path.of(file), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new IllegalArgumentException("open " + file + ": no such file or directory", e);
            }
        }
        for (String pair : flags.all(flag)) {
            int equals = pair.indexOf('=');
            if (equals == 0 || pair.isEmpty()) {
                throw new IllegalArgumentException(
                        variables ? "invalid environment variable: " + pair : "invalid label format: \"" + pair + "\"");
            }
            all.put(
                    equals < 0 ? pair : pair.substring(0, equals),
                    equals < 0 ? Optional.empty() : Optional.of(pair.substring(equals + 1)));
        }
        return all;
    }

    private void health() {
        boolean asked = Set.of(
                        "health-cmd",
                        "health-interval",
                        "health-retries",
                        "health-start-interval",
                        "health-start-period",
                        "health-timeout")
                .stream()
                .anyMatch(f -> flags.last(f).isPresent());
        if (flags.is("no-healthcheck")) {
            if (asked) {
                throw new IllegalArgumentException("--no-healthcheck conflicts with --health-* options");
            }
            body.putObject("Healthcheck").putArray("Test").add("NONE");
            return;
        }
        if (!asked) {
            return;
        }
        ObjectNode check = body.putObject("Healthcheck");
        flags.last("health-cmd")
                .ifPresent(c -> check.putArray("Test").add("CMD-SHELL").add(c));
        Map.of(
                        "health-interval", "Interval",
                        "health-timeout", "Timeout",
                        "health-start-period", "StartPeriod",
                        "health-start-interval", "StartInterval")
                .forEach((flag, field) -> flags.last(flag).ifPresent(t -> check.put(field, Units.nanos(t))));
        flags.last("health-retries").ifPresent(n -> check.put("Retries", RunHost.number("health-retries", n)));
    }
}
