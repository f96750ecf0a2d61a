package io.d2k.docker.route;

import io.d2k.docker.json.DependencyCodec;
import io.d2k.docker.json.FiltersDecoder;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.in.Dependencies;
import java.io.IOException;

/** Secrets, or configs. */
final class DependencyRoutes {
    private final Dependencies dependencies;
    private final DependencyCodec codec;

    DependencyRoutes(Dependencies dependencies) {
        this.dependencies = dependencies;
        this.codec = DependencyCodec.of(dependencies.kind());
    }

    void list(Call call) {
        var filters = FiltersDecoder.decode(call.query().find("filters"));
        call.answer(200, codec.list(dependencies.list(filters)));
    }

    void create(Call call) throws IOException {
        call.answer(201, codec.created(dependencies.create(codec.decode(call.json()))));
    }

    void inspect(Call call) {
        call.answer(200, codec.encode(dependencies.inspect(call.ref())));
    }

    void update(Call call) throws IOException {
        var spec = codec.decode(call.json());
        dependencies.update(call.ref(), version(call), spec);
        call.answer(200);
    }

    private long version(Call call) {
        String kind = dependencies.kind().word();
        try {
            return call.query().version(kind);
        } catch (EngineException e) {
            // the one place where Docker does not say more
            throw new EngineException(ErrorKind.INVALID, "invalid " + kind + " version", e);
        }
    }

    void remove(Call call) {
        dependencies.remove(call.ref());
        call.answer(204);
    }
}
