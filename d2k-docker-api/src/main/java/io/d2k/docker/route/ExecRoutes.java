package io.d2k.docker.route;

import io.d2k.docker.json.ExecCodec;
import io.d2k.docker.stream.DetachKeys;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.port.in.Execs;
import java.io.IOException;
import java.util.Optional;

/** Further processes in containers. */
final class ExecRoutes {
    private final Execs execs;

    ExecRoutes(Execs execs) {
        this.execs = execs;
    }

    void create(Call call) throws IOException {
        ExecSpec spec = ExecCodec.decode(call.json());
        if (spec.cmd().isEmpty()) {
            throw EngineException.invalid("No exec command specified");
        }
        DetachKeys.parse(spec.detachKeys()); // refused now rather than at the start
        call.answer(201, ExecCodec.created(execs.create(call.ref(), spec)));
    }

    void start(Call call) throws IOException {
        ExecCodec.Start start = ExecCodec.start(call.json());
        if (start.detach()) {
            execs.startDetached(call.ref(), start.tty());
            call.answer(200);
            return;
        }
        ExecSpec spec = execs.inspect(call.ref()).spec();
        Optional<TerminalSize> size =
                start.tty() && !call.version().before(42) ? start.consoleSize() : Optional.empty();
        try (ProcessSession session = execs.start(call.ref(), start.tty(), size)) {
            // What the client says now counts for the framing, as with Docker; what it said before, for the process.
            DetachKeys keys = DetachKeys.parse(spec.detachKeys());
            throw Upgrade.carry(call, session, start.tty(), spec.attachStdin(), keys);
        }
    }

    void resize(Call call) {
        execs.resize(call.ref(), ContainerRoutes.terminalSize(call));
        call.answer(200);
    }

    void inspect(Call call) {
        call.answer(200, ExecCodec.inspect(execs.inspect(call.ref())));
    }
}
