package io.d2k.domain.engine;

import io.d2k.domain.port.out.ServiceStore;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.swarm.ServiceUse;
import java.util.Comparator;
import java.util.List;

/** What services use, from memory. */
record ServiceUses(ServiceStore store) implements ServiceUse {
    @Override
    public List<User> users(Kind kind, String id) {
        return store.list().stream()
                .map(ObservedService::record)
                .filter(r -> uses(r, kind, id))
                .sorted(Comparator.comparing(ServiceRecord::name))
                .map(r -> new User(r.id(), r.name()))
                .toList();
    }

    private static boolean uses(ServiceRecord record, Kind kind, String id) {
        List<FileReference> files = record.spec().task().files();
        return switch (kind) {
            case SECRET -> files.stream().anyMatch(f -> f.secret() && f.id().equals(id));
            case CONFIG -> files.stream().anyMatch(f -> !f.secret() && f.id().equals(id));
            case NETWORK ->
                record.networks().stream().anyMatch(n -> n.networkId().equals(id));
        };
    }
}
