package io.d2k.translate.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.PortSpec;
import io.d2k.translate.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A command line of {@code docker run} or {@code docker create} as the request that it sends. */
final class RunCommand {
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("cidfile", "pull", "detach-keys", "sig-proxy", "disable-content-trust", "quiet");

    private final Flags flags;
    private final boolean run;
    private final Map<String, String> environment;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private final ObjectNode host = body.objectNode();

    private RunCommand(Flags flags, boolean run, Map<String, String> environment) {
        this.flags = flags;
        this.run = run;
        this.environment = environment;
    }

    /**
     * Reads the words behind {@code docker run} or {@code docker create}.
     *
     * @param environment variables that {@code -e NAME} takes over
     * @param problems told of flags that change nothing
     * @throws InputException in the words of Docker's command line when it is wrong
     */
    static List<ApiRequest> parse(boolean run, List<String> words, Map<String, String> environment, Problems problems) {
        Flags flags = Flags.parse(run ? FlagSet.RUN : FlagSet.CREATE, words);
        flags.requireArgument();
        for (String name : WITHOUT_EFFECT) {
            if (flags.last(name).isPresent()) {
                problems.warn("--" + name + " is for the command line alone");
            }
        }
        try {
            return new RunCommand(flags, run, environment).requests();
        } catch (IllegalArgumentException e) {
            throw flags.wrong("docker: " + e.getMessage());
        }
    }

    private List<ApiRequest> requests() {
        if (flags.is("rm") && flags.last("restart").filter(r -> !r.equals("no")).isPresent()) {
            throw new IllegalArgumentException("conflicting options: cannot specify both --restart and --rm");
        }
        List<String> arguments = flags.arguments();
        process(arguments);
        SharedFlags.health(flags, body);
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
        ArrayNode list = body.putArray("Env");
        SharedFlags.environment(flags, environment).forEach((name, value) -> list.add(name + "=" + value));
        if (arguments.size() > 1) {
            ArrayNode cmd = body.putArray("Cmd");
            arguments.subList(1, arguments.size()).forEach(cmd::add);
        }
        body.put("Image", arguments.getFirst());
        flags.last("workdir").ifPresent(d -> body.put("WorkingDir", d));
        flags.last("entrypoint").ifPresent(e -> body.putArray("Entrypoint").add(e));
        ObjectNode labels = body.putObject("Labels");
        SharedFlags.pairs(flags, "label-file", "label", false)
                .forEach((name, value) -> labels.put(name, value.orElse("")));
        flags.last("stop-signal").ifPresent(s -> body.put("StopSignal", s));
        flags.last("stop-timeout").ifPresent(t -> body.put("StopTimeout", SharedFlags.number("stop-timeout", t)));
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
}
