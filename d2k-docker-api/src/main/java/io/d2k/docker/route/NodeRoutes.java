package io.d2k.docker.route;

import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.json.NodeCodec;
import io.d2k.domain.port.in.Nodes;
import java.io.IOException;

/** Nodes of a swarm. */
final class NodeRoutes {
    private final Nodes nodes;

    NodeRoutes(Nodes nodes) {
        this.nodes = nodes;
    }

    void list(Call call) {
        var filters = FiltersDecoder.decode(call.query().find("filters"));
        call.answer(200, NodeCodec.list(nodes.list(filters)));
    }

    void inspect(Call call) {
        call.answer(200, NodeCodec.encode(nodes.inspect(call.ref())));
    }

    void update(Call call) throws IOException {
        var spec = NodeCodec.decode(call.json());
        nodes.update(call.ref(), call.query().version("node"), spec);
        call.answer(200);
    }

    void remove(Call call) {
        nodes.remove(call.ref(), call.query().flag("force"));
        call.answer(204);
    }
}
