package io.d2k.docker.route;

import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.WaitEncoder;
import io.d2k.docker.stream.ChunkedStream;
import io.d2k.docker.stream.DetachKeys;
import io.d2k.docker.stream.FrameWriter;
import io.d2k.docker.stream.LiveStreams;
import io.d2k.domain.container.AttachRequest;
import io.d2k.domain.container.ContainerLog;
import io.d2k.domain.container.PendingWait;
import io.d2k.domain.container.WaitCondition;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.port.in.Containers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/** What goes on for as long as a container runs: waiting for its end, its log, and its streams. */
final class StreamRoutes {
    private final Containers containers;

    StreamRoutes(Containers containers) {
        this.containers = containers;
    }

    void await(Call call) throws IOException, InterruptedException {
        // Before 1.30 there was one condition.
        String name = call.version().before(30) ? "" : call.query().get("condition");
        try (PendingWait wait = containers.await(call.ref(), WaitCondition.of(name));
                LiveStreams.Entry live = call.transport().streams().add(wait::close)) {
            ChunkedStream stream = call.stream("application/json", wait::close);
            byte[] answer = DockerJson.bytes(WaitEncoder.encode(wait.await()));
            if (!stream.clientGone()) {
                stream.send(answer, 0, answer.length);
            }
            throw stream.end();
        }
    }

    void logs(Call call) throws IOException {
        Query query = call.query();
        LogQuery wanted = logQuery(query);
        var layout = new LogLayout(query.flag("timestamps"), query.flag("details"));
        ContainerLog log = containers.logs(call.ref(), wanted);
        String type = MediaType.of(log.tty(), call.version());
        try (LogReader reader = log.reader()) {
            if (wanted.follow()) {
                follow(call, type, log, layout);
            } else {
                try (OutputStream out = call.begin(type)) {
                    copy(log, new FrameWriter(out::write, log.tty()), layout);
                }
            }
        }
    }

    /**
     * Reads which lines of a log are asked for.
     *
     * @throws EngineException when no stream is
     */
    static LogQuery logQuery(Query query) {
        boolean stdout = query.flag("stdout");
        boolean stderr = query.flag("stderr");
        if (!stdout && !stderr) {
            throw EngineException.invalid("Bad parameters: you must choose at least one stream");
        }
        return new LogQuery(
                stdout,
                stderr,
                query.flag("follow"),
                query.time("since"),
                query.get("until").equals("0") ? Optional.empty() : query.time("until"),
                tail(query));
    }

    private static void follow(Call call, String type, ContainerLog log, LogLayout layout) throws IOException {
        LogReader reader = log.reader();
        try (LiveStreams.Entry live = call.transport().streams().add(reader::close)) {
            ChunkedStream stream = call.stream(type, reader::close);
            copy(log, new FrameWriter(stream::send, log.tty()), layout);
            throw stream.end();
        }
    }

    private static void copy(ContainerLog log, FrameWriter out, LogLayout layout) throws IOException {
        LogReader reader = log.reader();
        try {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                byte[] bytes = layout.apply(line.get(), log.attributes());
                out.write(line.get().stream(), bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            out.error("Error grabbing logs: " + e.getMessage() + "\n");
        }
    }

    private static OptionalInt tail(Query query) {
        String text = query.get("tail");
        // Whatever is not a number asks for all lines, as "all" does.
        boolean number = text.matches("\\+?[0-9]{1,9}");
        return number ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    void attach(Call call) {
        Query query = call.query();
        boolean stdin = query.flag("stdin");
        var wanted = new AttachRequest(
                query.flag("logs"), query.flag("stream"), stdin, query.flag("stdout"), query.flag("stderr"));
        DetachKeys keys;
        ProcessSession attached;
        try {
            keys = DetachKeys.parse(query.get("detachKeys"));
            attached = containers.attach(call.ref(), wanted);
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.INTERNAL) {
                throw e; // and be logged
            }
            // an engine has taken the connection over by then, and has no JSON for it
            call.answerRaw(ErrorStatus.of(e.kind()), e.getMessage() + "\r\n");
            return;
        }
        try (ProcessSession session = attached) {
            throw Upgrade.carry(call, session, session.tty(), stdin, keys);
        }
    }

    void attachWebSocket(Call call) {
        Query query = call.query();
        containers.requireExists(call.ref());
        DetachKeys keys = DetachKeys.parse(query.get("detachKeys"));
        String key = Upgrade.webSocketKey(call);
        boolean old = call.version().before(42); // until then there was no choice of streams here
        boolean stdin = old || query.flag("stdin");
        var wanted = new AttachRequest(
                query.flag("logs"),
                query.flag("stream"),
                stdin,
                old || query.flag("stdout"),
                old || query.flag("stderr"));
        try (ProcessSession session = containers.attach(call.ref(), wanted)) {
            throw Upgrade.carryMessages(call, session, key, stdin, keys);
        }
    }
}
