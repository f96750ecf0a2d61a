package io.d2k.k8s.stream;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import java.time.Instant;
import java.util.Optional;

/** Pods for tests. */
final class Pods {
    static final ProcessState RUNNING = new ProcessState.Running(Instant.EPOCH);
    static final ProcessState ENDED = new ProcessState.Ended(0, "Completed", "", Instant.EPOCH, Instant.EPOCH);

    private Pods() {}

    static PodObservation pod(ProcessState process, int restarts) {
        return new PodObservation(
                "web",
                "uid-1",
                1,
                0,
                "node-1",
                "",
                Instant.EPOCH,
                false,
                "Running",
                "",
                "",
                "",
                process,
                Optional.empty(),
                restarts,
                true,
                "");
    }

    /** Returns the same pod as the API server shows it. */
    static String json(String state, int restarts) {
        return "{\"metadata\":{\"name\":\"web\",\"uid\":\"uid-1\"},\"status\":{\"containerStatuses\":[{\"name\":\"main\","
                + "\"restartCount\":" + restarts + ",\"state\":{\"" + state + "\":{}}}]}}";
    }
}
