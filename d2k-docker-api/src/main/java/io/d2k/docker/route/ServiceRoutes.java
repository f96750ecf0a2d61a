package io.d2k.docker.route;

import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.json.ServiceDecoder;
import io.d2k.docker.json.ServiceEncoder;
import io.d2k.docker.json.TaskEncoder;
import io.d2k.docker.stream.ChunkedStream;
import io.d2k.docker.stream.FrameWriter;
import io.d2k.docker.stream.LiveStreams;
import io.d2k.domain.TruthText;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.RegistryAuth;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.service.ServiceLog;
import io.d2k.domain.service.ServiceSpec;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Services and tasks. */
final class ServiceRoutes {
    private static final HeaderName AUTH = HeaderNames.create("X-Registry-Auth");

    private final Services services;
    private final Tasks tasks;
    private final Networks networks;

    ServiceRoutes(Services services, Tasks tasks, Networks networks) {
        this.services = services;
        this.networks = networks;
        this.tasks = tasks;
    }

    void list(Call call) {
        var filters = FiltersDecoder.decode(call.query().find("filters"));
        boolean status = !call.version().before(41) && flag(call.query(), "status");
        call.answer(200, ServiceEncoder.list(services.list(filters), status));
    }

    private static boolean flag(Query query, String name) {
        return query.find(name)
                .map(text -> TruthText.parse(text)
                        .orElseThrow(() -> EngineException.invalid("invalid value for " + name + ": " + text
                                + ": strconv.ParseBool: parsing \"" + text + "\": invalid syntax")))
                .orElse(false);
    }

    void create(Call call) throws IOException {
        call.answer(201, ServiceEncoder.created(services.create(decode(call), auth(call))));
    }

    void inspect(Call call) {
        boolean defaults = flag(call.query(), "insertDefaults");
        call.answer(200, ServiceEncoder.inspect(services.inspect(call.ref()), defaults));
    }

    void update(Call call) throws IOException {
        ServiceSpec spec = decode(call);
        long version = call.query().version("service");
        String rollback = call.query().get("rollback");
        if (!rollback.isEmpty() && !rollback.equals("previous") && !rollback.equals("none")) {
            throw new EngineException(ErrorKind.UNCLASSED, "unrecognized rollback option " + rollback);
        }
        Optional<RegistryAuth> auth = auth(call);
        if (auth.isEmpty()) {
            checkAuthSource(call);
        }
        call.answer(
                200,
                ServiceEncoder.updated(services.update(call.ref(), version, spec, rollback.equals("previous"), auth)));
    }

    /** Whose credentials go on to be used, where none are sent: d2k keeps them for the image, and so for both specs. */
    private void checkAuthSource(Call call) {
        String source = call.query().get("registryAuthFrom");
        if (source.isEmpty() || source.equals("spec")) {
            return;
        }
        boolean changed = services.inspect(call.ref()).record().previous().isPresent();
        if (!source.equals("previous-spec")) {
            throw EngineException.unclassed("unsupported registryAuthFrom value");
        }
        if (!changed) {
            throw EngineException.unclassed("service does not have a previous spec");
        }
    }

    private ServiceSpec decode(Call call) throws IOException {
        return ServiceDecoder.decode(call.json(), networks);
    }

    private static Optional<RegistryAuth> auth(Call call) {
        return AuthHeader.decode(call.header(AUTH));
    }

    void remove(Call call) {
        services.remove(call.ref());
        call.answer(200);
    }

    void logs(Call call) throws IOException {
        write(call, services.logs(call.ref(), query(call)));
    }

    void tasks(Call call) {
        var filters = FiltersDecoder.decode(call.query().find("filters"));
        call.answer(200, TaskEncoder.list(tasks.list(filters)));
    }

    void task(Call call) {
        call.answer(200, TaskEncoder.encode(tasks.inspect(call.ref())));
    }

    void taskLogs(Call call) throws IOException {
        write(call, tasks.logs(call.ref(), query(call)));
    }

    private static LogQuery query(Call call) {
        return ServiceLogQuery.read(call.query());
    }

    private static void write(Call call, ServiceLog log) throws IOException {
        Query query = call.query();
        var layout = new LogLayout(query.flag("timestamps"), query.flag("details"));
        String type = MediaType.of(log.tty(), call.version());
        try (log) {
            if (query.flag("follow")) {
                try (LiveStreams.Entry live = call.transport().streams().add(log::close)) {
                    ChunkedStream stream = call.stream(type, log::close);
                    copy(log, new FrameWriter(stream::send, log.tty()), layout);
                    throw stream.end();
                }
            }
            try (OutputStream out = call.begin(type)) {
                copy(log, new FrameWriter(out::write, log.tty()), layout);
            }
        }
    }

    private static void copy(ServiceLog log, FrameWriter out, LogLayout layout) throws IOException {
        try {
            for (Optional<ServiceLog.Line> line = log.next(); line.isPresent(); line = log.next()) {
                byte[] bytes = layout.apply(line.get().line(), line.get().attributes());
                out.write(line.get().line().stream(), bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            out.error("Error grabbing logs: " + e.getMessage() + "\n");
        }
    }
}
