package io.d2k.k8s.store;

import io.d2k.k8s.manifest.Names;
import io.kubernetes.client.openapi.models.CoreV1Event;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an event says of the process of one of d2k's pods.
 *
 * @param uid the pod's UID
 * @param first when it was said first
 * @param last when it was said last
 * @param message the words
 */
record ProcessReport(String uid, Instant first, Instant last, String message) {
    private static final String PATH = "spec.containers{" + Names.MAIN_CONTAINER + "}";

    /** Returns nothing of an event that is about another container, or that lacks pod or time. */
    static Optional<ProcessReport> of(CoreV1Event event) {
        String path = event.getInvolvedObject().getFieldPath();
        String uid = event.getInvolvedObject().getUid();
        Optional<Instant> last = time(event.getLastTimestamp(), event.getEventTime());
        if (uid == null || last.isEmpty() || path != null && !path.equals(PATH)) {
            return Optional.empty();
        }
        Instant first = time(event.getFirstTimestamp(), event.getEventTime()).orElse(last.get());
        return Optional.of(
                new ProcessReport(uid, first, last.get(), event.getMessage() == null ? "" : event.getMessage()));
    }

    private static Optional<Instant> time(OffsetDateTime time, OffsetDateTime otherwise) {
        return Stream.of(Optional.ofNullable(time), Optional.ofNullable(otherwise))
                .flatMap(Optional::stream)
                .map(OffsetDateTime::toInstant)
                .findFirst();
    }
}
