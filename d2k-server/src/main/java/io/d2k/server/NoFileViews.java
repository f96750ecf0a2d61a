package io.d2k.server;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.out.FileViews;
import java.time.Duration;
import java.util.List;

/** Where nothing runs there are no files to show, and none are left. */
final class NoFileViews implements FileViews {
    @Override
    public PodObservation open(ContainerRecord record, Content content, List<Mount> fills, Duration atMost) {
        throw EngineException.unavailable("nothing runs in a dry run");
    }

    @Override
    public boolean ofRuns() {
        return false;
    }

    @Override
    public boolean proven(ContainerRecord record, KeptLayer layer, boolean known) {
        return false;
    }

    @Override
    public void close(PodObservation pod) {
        // there is none
    }
}
