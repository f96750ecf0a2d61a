package io.d2k.domain.engine;

import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.TopView;
import io.d2k.domain.container.rule.TopRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.domain.port.out.PodProcesses.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Lists the processes of a container by a further process in it. */
final class ContainerTop {
    private final PodProcesses processes;

    ContainerTop(PodProcesses processes) {
        this.processes = processes;
    }

    TopView top(ObservedContainer container, String psArgs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Streams streams = new Streams(false, true, false, false);
        try (ProcessSession session =
                RunningPod.begin(container, pod -> processes.exec(pod, TopRule.COMMAND, streams))) {
            session.pump((stream, buffer, offset, length) -> out.write(buffer, offset, length));
            if (session.exitCode().orElse(-1) != 0) {
                throw EngineException.unsupported("the processes of container "
                        + container.record().id() + " cannot be listed: its image has no shell");
            }
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "the processes could not be listed", e);
        }
        return TopRule.table(out.toString(StandardCharsets.UTF_8), psArgs);
    }
}
