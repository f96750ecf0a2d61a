package io.d2k.docker.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.docker.json.DockerJson;
import io.d2k.docker.json.StatsEncoder;
import io.d2k.docker.stream.ChunkedStream;
import io.d2k.docker.stream.LiveStreams;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.Stats;
import io.d2k.domain.stats.StatsView;
import java.io.IOException;
import java.util.Optional;

/** What containers use. */
final class StatsRoutes {
    private final Stats stats;

    StatsRoutes(Stats stats) {
        this.stats = stats;
    }

    void read(Call call) throws IOException, InterruptedException {
        Query query = call.query();
        boolean stream = query.find("stream").isEmpty() || query.flag("stream");
        boolean oneShot = !call.version().before(41) && query.flag("one-shot");
        if (stream && oneShot) {
            throw EngineException.invalid("cannot have stream=true and one-shot=true");
        }
        if (stream) {
            follow(call);
        } else {
            call.answer(200, StatsEncoder.encode(stats.read(call.ref(), oneShot)));
        }
    }

    private void follow(Call call) throws IOException, InterruptedException {
        try (Stats.StatsStream source = stats.open(call.ref());
                LiveStreams.Entry live = call.transport().streams().add(source::close)) {
            ChunkedStream stream = call.stream("application/json", source::close);
            for (Optional<StatsView> view = source.next(); view.isPresent(); view = source.next()) {
                ObjectNode encoded = StatsEncoder.encode(view.get());
                byte[] line = DockerJson.bytes(encoded);
                stream.send(line, 0, line.length);
            }
            throw stream.end();
        }
    }
}
