package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.log.LogQuery;
import io.d2k.domain.service.ServiceLog;
import io.d2k.domain.service.TaskView;
import java.util.List;

/** Tasks of swarm services. */
public interface Tasks {
    /**
     * Returns the tasks that pass filters.
     *
     * @throws io.d2k.domain.error.EngineException for an unknown filter, in Docker's words
     */
    List<TaskView> list(Filters filters);

    /**
     * Returns a task.
     *
     * @param ref its ID, or the beginning of it
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    TaskView inspect(String ref);

    /**
     * Opens the log of a task.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words
     */
    ServiceLog logs(String ref, LogQuery query);
}
