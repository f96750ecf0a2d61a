package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.ServiceView;
import io.d2k.domain.service.TaskView.Address;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceEncoderTest {
    private static final Attachment NET = new Attachment("n1", "net", List.of());

    private static String endpoint(String asked, boolean onNetwork, List<Address> found) {
        return service("\"EndpointSpec\":" + asked, onNetwork, found, false)
                .get("Endpoint")
                .toString()
                .replace('"', '\'');
    }

    private static ObjectNode service(String part, boolean onNetwork, List<Address> found, boolean defaults) {
        String text = "{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"web:1\"}}," + part + "}";
        ServiceSpec spec = ServiceDecoder.decode(text.getBytes(StandardCharsets.UTF_8), UnaryOperator.identity());
        List<PublishedTarget> ports = spec.endpoint().ports();
        var record = new ServiceRecord(
                "id",
                "web",
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                spec,
                Optional.empty(),
                Optional.empty(),
                1,
                1,
                Optional.empty(),
                Map.of(),
                0,
                onNetwork ? List.of(NET) : List.of(),
                ports,
                Optional.empty(),
                "web:1",
                List.of(),
                false);
        var view = new ServiceView(record, found.isEmpty() ? 0 : 1, 1, 0, found);
        return ServiceEncoder.inspect(view, defaults);
    }

    /** As a swarm writes them; clients parse each address, so that none may be without. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {"Mode":"vip"}   | true  | 10.0.0.5 | {'Spec':{'Mode':'vip'},'VirtualIPs':[{'NetworkID':'n1','Addr':'10.0.0.5/32'}]}
            {"Mode":"vip"}   | true  |          | {'Spec':{'Mode':'vip'}}
            {"Mode":"vip"}   | false |          | {'Spec':{}}
            null             | true  | 10.0.0.5 | {'Spec':{},'VirtualIPs':[{'NetworkID':'n1','Addr':'10.0.0.5/32'}]}
            {"Mode":"dnsrr"} | true  | 10.0.0.5 | {'Spec':{}}
            """)
    void endpointsAreWritten(String asked, boolean onNetwork, String ip, String written) {
        List<Address> found = ip == null ? List.of() : List.of(new Address(NET, ip));

        assertEquals(written, endpoint(asked, onNetwork, found));
    }

    @Test
    void howLongAnUpdateIsWatchedIsToldWhereDefaultsAre() {
        String part = "\"UpdateConfig\":{\"Parallelism\":2}";

        assertEquals(
                5_000_000_000L,
                service(part, false, List.of(), true)
                        .at("/Spec/UpdateConfig/Monitor")
                        .asLong());
        assertTrue(service(part, false, List.of(), false)
                .at("/Spec/UpdateConfig/Monitor")
                .isMissingNode());
    }
}
