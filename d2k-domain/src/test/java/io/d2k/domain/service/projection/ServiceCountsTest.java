package io.d2k.domain.service.projection;

import static io.d2k.domain.fake.Observed.at;
import static io.d2k.domain.fake.Observed.ended;
import static io.d2k.domain.fake.Observed.running;
import static io.d2k.domain.fake.ServiceSamples.going;
import static io.d2k.domain.fake.ServiceSamples.observed;
import static io.d2k.domain.fake.ServiceSamples.pod;
import static io.d2k.domain.fake.ServiceSamples.slotted;
import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskPod;
import io.d2k.domain.service.rule.TaskLedgerRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceCountsTest {
    private static String replicas(ServiceRecord record, TaskPod... pods) {
        var service = observed(record, List.of(), pods);
        var view = ServiceCounts.of(service, TaskLedgerRule.apply(service, at(20)), List.of());
        return view.running() + "/" + view.desired();
    }

    @Test
    void tasksThatEndCountUntilTheyHaveEnded() {
        assertEquals(
                "2/1",
                replicas(web().record("s"), pod("a", 1, 1, running(1)), going("b", 1, 1, running(1))),
                "of a slot that was given up");
    }

    @Test
    void globalJobWantsNoMoreThanWhatHasNotEnded() {
        ServiceRecord job = web().mode(new ServiceMode.GlobalJob()).record("s");

        assertEquals("1/1", replicas(job, pod("a", 1, 1, running(1))));
        assertEquals("0/0", replicas(job, pod("a", 1, 1, ended(0, 1, 2))));
    }

    @Test
    void globalServiceWantsNoMoreThanWhatIsToRun() {
        ServiceRecord once = web().mode(new ServiceMode.Global())
                .restart(RestartCondition.When.NONE, 0)
                .record("s");

        assertEquals("1/1", replicas(once, slotted("a", 0, 0, 1, running(1), "")));
        assertEquals("0/0", replicas(once, slotted("a", 0, 0, 1, ended(0, 1, 2), "")));
    }

    @Test
    void taskThatEndsDoesNotCountBesideTheOneInItsPlace() {
        ServiceRecord changed = web().form("{2}").after(web().record("s"), 10);

        assertEquals("1/1", replicas(changed, going("a", 1, 1, running(1)), pod("b", 2, 11, running(11))));
    }
}
