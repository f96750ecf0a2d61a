package io.d2k.server;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses;
import java.util.List;

/** Where nothing runs, there is nothing to talk to. */
final class NoProcesses implements PodProcesses {
    @Override
    public ProcessSession exec(PodObservation pod, List<String> command, Streams streams) {
        throw EngineException.unsupported("nothing runs in a dry run");
    }

    @Override
    public ProcessSession attach(PodObservation pod, Streams streams) {
        throw EngineException.unsupported("nothing runs in a dry run");
    }
}
