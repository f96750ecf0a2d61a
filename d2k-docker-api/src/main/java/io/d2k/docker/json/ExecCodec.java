package io.d2k.docker.json;

import static io.d2k.docker.json.GoTypes.BOOL;
import static io.d2k.docker.json.GoTypes.TEXT;
import static io.d2k.docker.json.GoTypes.TEXTS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ExecView;
import io.d2k.domain.exec.TerminalSize;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads and writes execs. */
public final class ExecCodec {
    private static final GoType CONSOLE_SIZE = new GoType.Nullable(new GoType.Tuple("[2]uint", GoTypes.UINT, 2));
    private static final GoStruct CREATE = GoStruct.named("types.ExecConfig")
            .field("User", TEXT)
            .field("Privileged", BOOL)
            .field("Tty", BOOL)
            .omitEmpty("ConsoleSize", CONSOLE_SIZE)
            .field("AttachStdin", BOOL)
            .field("AttachStderr", BOOL)
            .field("AttachStdout", BOOL)
            .field("Detach", BOOL)
            .field("DetachKeys", TEXT)
            .field("Env", TEXTS)
            .field("WorkingDir", TEXT)
            .field("Cmd", TEXTS)
            .build();
    private static final GoStruct START = GoStruct.named("types.ExecStartCheck")
            .field("Detach", BOOL)
            .field("Tty", BOOL)
            .omitEmpty("ConsoleSize", CONSOLE_SIZE)
            .build();

    private ExecCodec() {}

    /**
     * Reads {@code POST /containers/ID/exec}.
     *
     * @throws EngineException of kind INVALID in Docker's words
     */
    public static ExecSpec decode(byte[] body) {
        var fields = new Fields(DockerJson.read(body, CREATE));
        if (fields.texts("Cmd").isEmpty()) {
            throw EngineException.invalid("No exec command specified");
        }
        var spec = new ExecSpec(
                fields.texts("Cmd"),
                fields.texts("Env"),
                fields.text("WorkingDir"),
                fields.text("User"),
                fields.flag("Tty"),
                fields.flag("AttachStdin"),
                fields.flag("AttachStdout"),
                fields.flag("AttachStderr"),
                fields.flag("Privileged"),
                fields.text("DetachKeys"),
                size(fields));
        KeySequence.bytes(spec.detachKeys());
        return spec;
    }

    /**
     * Reads {@code POST /exec/ID/start}; an empty body is an attached start.
     *
     * @throws EngineException of kind INVALID in Docker's words
     */
    public static Start start(byte[] body) {
        var fields = new Fields(DockerJson.read(body, START));
        boolean tty = fields.flag("Tty");
        return new Start(fields.flag("Detach"), tty, tty ? size(fields) : Optional.empty());
    }

    /** Returns the size of the terminal that a request tells; nothing where there is none. */
    static Optional<TerminalSize> size(Fields fields) {
        int height = fields.object("ConsoleSize").node().path(0).asInt();
        int width = fields.object("ConsoleSize").node().path(1).asInt();
        return height > 0 && width > 0 ? Optional.of(new TerminalSize(height, width)) : Optional.empty();
    }

    /** What {@code POST /containers/ID/exec} answers (201). */
    public static ObjectNode created(String id) {
        return DockerJson.object().put("Id", id);
    }

    /** What {@code GET /exec/ID/json} answers. */
    public static ObjectNode inspect(ExecView view) {
        ExecSpec spec = view.spec();
        List<String> cmd = spec.cmd();
        ObjectNode out = DockerJson.object().put("ID", view.id()).put("Running", view.running());
        if (view.exitCode().isPresent()) {
            out.put("ExitCode", view.exitCode().getAsInt());
        } else {
            out.putNull("ExitCode");
        }
        ObjectNode process = out.putObject("ProcessConfig")
                .put("tty", spec.tty())
                .put("entrypoint", cmd.isEmpty() ? "" : cmd.getFirst());
        process.set("arguments", DockerJson.array(cmd.subList(Math.min(1, cmd.size()), cmd.size())));
        process.put("privileged", spec.privileged());
        if (!view.user().isEmpty()) {
            process.put("user", view.user());
        }
        return out.put("OpenStdin", spec.attachStdin())
                .put("OpenStderr", spec.attachStderr())
                .put("OpenStdout", spec.attachStdout())
                .put("CanRemove", false)
                .put("ContainerID", view.containerId())
                .put("DetachKeys", Base64.getEncoder().encodeToString(KeySequence.bytes(spec.detachKeys())))
                .put("Pid", 0); // the node's process IDs are not told by Kubernetes
    }

    /**
     * How an exec is started.
     *
     * @param detach whether the client does not attach
     * @param tty whether the client expects a terminal's raw stream
     * @param consoleSize the terminal's size, where given
     */
    public record Start(boolean detach, boolean tty, Optional<TerminalSize> consoleSize) {}
}
