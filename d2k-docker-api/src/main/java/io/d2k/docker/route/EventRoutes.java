package io.d2k.docker.route;

import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.EventEncoder;
import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.stream.ChunkedStream;
import io.d2k.docker.stream.LiveStreams;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.event.EngineEvent;
import io.d2k.domain.port.in.Events;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** What happens. */
final class EventRoutes {
    private final Events events;

    EventRoutes(Events events) {
        this.events = events;
    }

    void open(Call call) throws IOException, InterruptedException {
        Query query = call.query();
        Optional<Instant> since = query.time("since");
        Optional<Instant> until = query.time("until");
        if (until.isPresent() && since.isPresent() && until.get().isBefore(since.get())) {
            throw EngineException.invalid("`since` time (" + query.get("since") + ") cannot be after `until` time ("
                    + query.get("until") + ")");
        }
        var filters = FiltersDecoder.decode(query.find("filters"));
        try (Events.EventStream source = events.open(since, until, filters);
                LiveStreams.Entry live = call.transport().streams().add(source::close)) {
            ChunkedStream stream = until.isPresent()
                    ? call.stream("application/json", source::close)
                    : call.endlessStream("application/json", source::close);
            for (Optional<EngineEvent> e = source.next(); e.isPresent(); e = source.next()) {
                byte[] line = DockerJson.bytes(EventEncoder.encode(e.get()));
                stream.send(line, 0, line.length);
            }
            throw stream.end();
        }
    }
}
