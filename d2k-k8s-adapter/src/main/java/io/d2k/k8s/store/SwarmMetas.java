package io.d2k.k8s.store;

import io.d2k.domain.swarm.SwarmId;
import io.d2k.domain.swarm.SwarmMeta;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** ID, version and times of the objects that stand for swarm objects. */
public final class SwarmMetas {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private SwarmMetas() {}

    /** Reads them. */
    public static SwarmMeta of(V1ObjectMeta metadata) {
        Instant created = created(metadata);
        long version = Keys.annotation(metadata, Keys.VERSION)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Long::parseLong)
                .orElse(SwarmMeta.FIRST);
        Instant updated =
                Keys.annotation(metadata, Keys.UPDATED).map(Json::instant).orElse(created);
        return new SwarmMeta(id(metadata), version, created, updated);
    }

    /** Returns the ID: the one that a translation has given, or else that which follows from the UID. */
    public static String id(V1ObjectMeta metadata) {
        return Keys.annotation(metadata, Keys.ID)
                .orElseGet(
                        () -> SwarmId.of(Optional.ofNullable(metadata.getUid()).orElse("")));
    }

    /** Returns when the object was made: as d2k has written it, or else as the API server has, in whole seconds. */
    public static Instant created(V1ObjectMeta metadata) {
        return Keys.annotation(metadata, Keys.CREATED)
                .map(Json::instant)
                .or(() -> Optional.ofNullable(metadata.getCreationTimestamp()).map(java.time.OffsetDateTime::toInstant))
                .orElse(Instant.EPOCH);
    }

    /** Returns the annotations of the version after the present one. */
    public static Map<String, String> next(V1ObjectMeta metadata, Instant now) {
        return Map.of(Keys.VERSION, Long.toString(of(metadata).version() + 1), Keys.UPDATED, now.toString());
    }
}
