package io.d2k.k8s.store;

import io.d2k.domain.container.PodPlan;
import io.d2k.domain.port.out.ServiceDocuments;
import io.d2k.domain.service.EndpointSpec;
import io.d2k.domain.service.Placement;
import io.d2k.domain.service.RestartCondition;
import io.d2k.domain.service.Scheduling;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskForm;
import io.d2k.domain.service.TaskPlan;
import io.d2k.domain.service.TaskRevision;
import io.d2k.domain.service.TaskSpec;
import io.d2k.domain.service.UpdateConfig;
import io.d2k.domain.service.WorkloadType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Services for tests. */
public final class ServiceSamples {
    /** Reads any document as that of the same service. */
    public static final ServiceDocuments DOCUMENTS = ServiceSamples::spec;

    private ServiceSamples() {}

    /** Returns a spec whose document is the given one. */
    public static ServiceSpec spec(String document) {
        var task = new TaskSpec(
                Samples.spec("{}"),
                List.of(),
                List.of(),
                RestartCondition.DEFAULT,
                Placement.ANYWHERE,
                0,
                document,
                document);
        return new ServiceSpec(
                "My_Web",
                Map.of(),
                new ServiceMode.Replicated(2),
                task,
                UpdateConfig.DEFAULT,
                UpdateConfig.DEFAULT,
                new EndpointSpec(false, List.of()),
                document);
    }

    /** Returns the record of a new service. */
    public static ServiceRecord record(String id) {
        return new ServiceRecord(
                id,
                "my-web",
                Samples.CREATED,
                Samples.CREATED,
                1,
                spec("{1}"),
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                Optional.of(new TaskForm(1, "busybox", List.of("/data"))),
                Map.of(1, new TaskRevision(spec("{1}").task(), Optional.empty())),
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                "busybox",
                List.of("/data"),
                false);
    }

    /** Returns a plan of two replicas. */
    public static TaskPlan plan(WorkloadType type, boolean startFirst, long parallelism, PodPlan.Mount... mounts) {
        return new TaskPlan(
                type,
                3,
                3,
                2,
                new TaskPlan.Rollout(parallelism, startFirst, Duration.ofMillis(1500), 0),
                Samples.pod(PodPlan.Restart.ALWAYS, "true", mounts),
                List.of(new TaskPlan.NodeEnv("N", List.of("on $", "!"))),
                Optional.empty(),
                new Scheduling(List.of(new Scheduling.Term("zone", false, List.of("b"))), List.of("rack"), 1),
                List.of(
                        new TaskPlan.FileMount(
                                new TaskPlan.FileSource.Held(true, "secret-object", "data"),
                                "/run/secrets/key",
                                0400,
                                0,
                                0),
                        new TaskPlan.FileMount(
                                new TaskPlan.FileSource.Held(false, "config-object", "data"), "/etc/ini", 0440, 33, 44),
                        new TaskPlan.FileMount(
                                new TaskPlan.FileSource.Written("filled in\n"), "/etc/filled", 0444, 0, 0)),
                List.of(new TaskPlan.HostPort(
                        new io.d2k.domain.image.Port(81, io.d2k.domain.image.Protocol.TCP), 18081)),
                false);
    }
}
