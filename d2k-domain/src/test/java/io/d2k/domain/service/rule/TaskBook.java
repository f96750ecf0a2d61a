package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.Observed.at;

import io.d2k.domain.service.ObservedService;
import io.d2k.domain.service.Task;
import java.util.List;

/** The book of a service's tasks, as tests read it. */
final class TaskBook {
    private TaskBook() {}

    static List<Task> book(ObservedService service, long now) {
        return TaskLedgerRule.apply(service, at(now));
    }

    /** Returns a line for each task: slot, life, state and why, and what is wanted of it. */
    static List<String> told(List<Task> tasks) {
        return tasks.stream()
                .map(t -> t.slot() + " " + t.podUid() + "/" + t.run() + " "
                        + t.status().state() + " -> " + t.desired()
                        + (t.status().error().isEmpty() ? "" : ": " + t.status().error()))
                .toList();
    }
}
