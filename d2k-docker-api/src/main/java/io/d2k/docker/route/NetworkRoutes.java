package io.d2k.docker.route;

import io.d2k.docker.json.EndpointCheck;
import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.json.NetworkCodec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.port.in.Networks;
import java.io.IOException;
import java.util.List;

/** Networks. */
final class NetworkRoutes {
    /** What a client must not believe it got; the rest of an endpoint's fields is the engine's to fill in. */
    private static final List<String> REFUSED = List.of(
            "EndpointConfig.IPAMConfig.IPv4Address",
            "EndpointConfig.IPAMConfig.IPv6Address",
            "EndpointConfig.IPAMConfig.LinkLocalIPs",
            "EndpointConfig.MacAddress");

    private final Networks networks;
    private final EndpointCheck endpoints;

    NetworkRoutes(Networks networks) {
        this.networks = networks;
        endpoints = new EndpointCheck(networks);
    }

    void list(Call call) {
        var filters = FiltersDecoder.decode(call.query().find("filters"));
        call.answer(200, NetworkCodec.list(networks.list(filters)));
    }

    void create(Call call) throws IOException {
        call.answer(201, NetworkCodec.created(networks.create(NetworkCodec.decode(call.json()))));
    }

    void inspect(Call call) {
        boolean verbose = call.query().strictFlag("verbose");
        NetworkView view = networks.inspect(call.ref(), call.query().get("scope"));
        call.answer(200, NetworkCodec.inspect(view, verbose));
    }

    void remove(Call call) {
        networks.remove(call.ref());
        call.answer(204);
    }

    void connect(Call call) throws IOException {
        byte[] body = call.json();
        NetworkCodec.Connect wanted = NetworkCodec.connect(body);
        endpoints.ofConnection(call.ref(), body);
        for (String setting : REFUSED) {
            if (wanted.otherSettings().containsKey(setting)) {
                throw EngineException.unsupported(setting + " is not supported: the cluster gives out addresses;"
                        + " use the container's name or an alias");
            }
        }
        networks.connect(call.ref(), wanted.container(), wanted.membership());
        call.answer(200);
    }

    void disconnect(Call call) throws IOException {
        NetworkCodec.Disconnect wanted = NetworkCodec.disconnect(call.json());
        networks.disconnect(call.ref(), wanted.container(), wanted.force());
        call.answer(200);
    }

    void prune(Call call) {
        var filters = FiltersDecoder.decode(call.query().find("filters"));
        call.answer(200, NetworkCodec.pruned(networks.prune(filters)));
    }
}
