package io.d2k.docker.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.d2k.docker.json.ContainerDecoder;
import io.d2k.docker.json.ContainerEncoder;
import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.EndpointCheck;
import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.json.TopEncoder;
import io.d2k.docker.json.UpdateDecoder;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.port.in.Containers;
import java.io.IOException;

/** Containers, but for their streams. */
final class ContainerRoutes {
    private static final String CANNOT_KILL = "cannot kill container: ";

    private final Containers containers;
    private final EndpointCheck endpoints;
    private final ContainerEncoder encoder;
    private final ContainerDecoder decoder = new ContainerDecoder();

    ContainerRoutes(Containers containers, EndpointCheck endpoints, ContainerEncoder encoder) {
        this.containers = containers;
        this.endpoints = endpoints;
        this.encoder = encoder;
    }

    void list(Call call) {
        Query query = call.query();
        boolean size = query.flag("size");
        var wanted = new ContainerQuery(
                query.flag("all"), query.number("limit").orElse(0), FiltersDecoder.decode(query.find("filters")));
        ArrayNode answer = DockerJson.mapper().createArrayNode();
        containers.list(wanted).forEach(view -> answer.add(encoder.summary(view, size, call.version())));
        call.answer(200, answer);
    }

    void create(Call call) throws IOException {
        byte[] body = call.json();
        ContainerSpec spec = decoder.decode(body, call.version());
        endpoints.ofContainer(body);
        String platform = call.version().before(41) ? "" : call.query().get("platform");
        var created = containers.create(new CreateRequest(call.query().get("name"), platform, spec));
        call.answer(201, encoder.created(created));
    }

    void inspect(Call call) {
        var view = containers.inspect(call.ref());
        call.answer(200, encoder.inspect(view, call.query().flag("size"), call.version()));
    }

    void start(Call call) {
        // As the Docker Engine: clients of old sent a HostConfig here, which must not be ignored.
        if (call.bodyLength().orElse(Long.MAX_VALUE) > 7) {
            throw EngineException.invalid(
                    "starting container with non-empty request body was deprecated since API v1.22"
                            + " and removed in v1.24");
        }
        if (!call.query().get("checkpoint").isEmpty()) {
            throw EngineException.unsupported(Unsupported.CHECKPOINTS);
        }
        call.answer(containers.start(call.ref()) ? 204 : 304);
    }

    void stop(Call call) {
        call.answer(containers.stop(call.ref(), signal(call), call.query().number("t")) ? 204 : 304);
    }

    void restart(Call call) {
        containers.restart(call.ref(), signal(call), call.query().number("t"));
        call.answer(204);
    }

    private static String signal(Call call) {
        return call.version().before(42) ? "" : call.query().get("signal");
    }

    void kill(Call call) {
        try {
            containers.kill(call.ref(), call.query().get("signal"));
        } catch (EngineException e) {
            // The Docker Engine's router, not its daemon, puts this in front.
            boolean said = e.getMessage().startsWith(CANNOT_KILL);
            String message = said ? e.getMessage() : CANNOT_KILL + call.ref() + ": " + e.getMessage();
            throw new EngineException(e.kind(), message, e);
        }
        call.answer(204);
    }

    /** What is to be paused has to run. */
    void checkPause(Call call) {
        ContainerView container = containers.inspect(call.ref());
        switch (container.state().status()) {
            case RUNNING -> {}
            case RESTARTING ->
                throw EngineException.conflict(
                        "Container " + container.id() + " is restarting, wait until the container is running");
            default -> throw EngineException.conflict("container " + container.id() + " is not running");
        }
    }

    /** No container is ever paused, so each answers as one that is not. */
    void unpause(Call call) {
        String id = containers.inspect(call.ref()).record().id();
        throw EngineException.internal("Container " + id + " is not paused");
    }

    void remove(Call call) {
        if (call.query().flag("link")) {
            containers.unlink(call.ref());
        } else {
            containers.remove(
                    call.ref(), call.query().flag("force"), call.query().flag("v"));
        }
        call.answer(204);
    }

    void rename(Call call) {
        String name = call.query().get("name");
        if (name.isEmpty()) {
            throw EngineException.invalid("Neither old nor new names may be empty");
        }
        containers.rename(call.ref(), name);
        call.answer(204);
    }

    void resize(Call call) {
        containers.resize(call.ref(), terminalSize(call));
        call.answer(200);
    }

    /** Reads the size of a terminal from the parameters {@code h} and {@code w}. */
    static TerminalSize terminalSize(Call call) {
        int height = call.query().requiredNumber("h");
        int width = call.query().requiredNumber("w");
        if (height < 0 || width < 0) {
            throw EngineException.invalid("invalid terminal size: " + height + " x " + width);
        }
        return new TerminalSize(height, width);
    }

    void update(Call call) throws IOException {
        var update = UpdateDecoder.decode(call.json(), call.version());
        call.answer(200, encoder.updated(containers.update(call.ref(), update.toDomain())));
    }

    void top(Call call) {
        call.answer(
                200, TopEncoder.encode(containers.top(call.ref(), call.query().get("ps_args"))));
    }

    void prune(Call call) {
        var filters = FiltersDecoder.decode(call.query().find("filters"));
        call.answer(200, encoder.pruned(containers.prune(filters)));
    }
}
