package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.port.out.ServiceDocuments;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskRevision;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceDataTest {
    /** Reads a task by itself as it reads one in its service. */
    private static final ServiceDocuments DOCUMENTS = document -> ServiceSamples.spec(
            document.startsWith("{\"TaskTemplate\":")
                    ? Json.parse(document).get("TaskTemplate").toString()
                    : document);

    private static V1ConfigMap map(ServiceRecord record) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta()
                        .name("d2k-service-my-web")
                        .uid("u1")
                        .annotations(Map.of(Keys.NAME, "My_Web")))
                .data(ServiceData.write(record, List.of()));
    }

    @Test
    void revisionsOfTasksAreReadBackWithTheirImages() {
        var now = new TaskRevision(ServiceSamples.spec("{1}").task(), Optional.empty());
        var then = new TaskRevision(
                ServiceSamples.spec("{\"ForceUpdate\":2}").task(),
                Optional.of(Samples.facts().brief()));
        Map<Integer, TaskRevision> forms = Map.of(1, now, 2, then);

        ServiceRecord read = ServiceData.read(map(ServiceSamples.record("").withForms(forms)), DOCUMENTS);

        assertEquals(forms, read.forms());
    }
}
