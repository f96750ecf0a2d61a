package io.d2k.docker.route;

import io.d2k.docker.json.FiltersDecoder;
import io.d2k.docker.json.VolumeCodec;
import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.Volumes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;

/** Volumes. */
final class VolumeRoutes {
    private final Volumes volumes;

    VolumeRoutes(Volumes volumes) {
        this.volumes = volumes;
    }

    void list(Call call) {
        call.answer(200, VolumeCodec.list(volumes.list(filters(call))));
    }

    private static Filters filters(Call call) {
        try {
            return FiltersDecoder.decode(call.query().find("filters"));
        } catch (EngineException e) {
            // as moby's router for volumes says, and no other
            throw new EngineException(e.kind(), "error reading volume filters: " + e.getMessage(), e);
        }
    }

    void create(Call call) throws IOException {
        VolumeCodec.Create wanted = VolumeCodec.decode(call.json());
        Volumes.Made made = volumes.create(wanted.name(), wanted.driver(), wanted.options(), wanted.labels());
        call.answer(201, VolumeCodec.encode(made));
    }

    void inspect(Call call) {
        call.answer(200, VolumeCodec.encode(volumes.inspect(call.ref())));
    }

    void remove(Call call) {
        volumes.remove(call.ref(), call.query().flag("force"));
        call.answer(204);
    }

    void prune(Call call) {
        Filters filters = FiltersDecoder.decode(call.query().find("filters"));
        if (call.version().before(42)) {
            // Until then named volumes were pruned too.
            if (filters.has("all")) {
                throw EngineException.invalid(
                        "conflicting options: cannot specify both \"all\" and API version < 1.42");
            }
            var values = new HashMap<>(filters.values());
            values.put("all", List.of("true"));
            filters = new Filters(values);
        }
        call.answer(200, VolumeCodec.pruned(volumes.prune(filters)));
    }
}
