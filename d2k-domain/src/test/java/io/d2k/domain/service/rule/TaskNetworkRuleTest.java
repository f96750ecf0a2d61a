package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.fake.ServiceSamples;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.service.EndpointSpec.PublishedTarget;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskNetworkRuleTest {
    private static final Attachment INGRESS = new Attachment("i", "ingress", List.of());
    private static final Attachment BRIDGE = new Attachment("b", "bridge", List.of());
    private static final PublishedTarget PUBLISHED = new PublishedTarget("", new Port(80, Protocol.TCP), 8080, false);
    private static final PublishedTarget ON_THE_NODE = new PublishedTarget("", new Port(80, Protocol.TCP), 8080, true);

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(web(), "", "b"),
                Arguments.of(web().endpoint(false, ON_THE_NODE), "", "b"),
                Arguments.of(web().endpoint(false, PUBLISHED), "i", "i"),
                Arguments.of(web().endpoint(false, ON_THE_NODE, PUBLISHED), "i", "i"),
                Arguments.of(web().networks("app", "db"), "app db", "app db"),
                Arguments.of(web().networks("app").endpoint(false, PUBLISHED), "i app", "i app"),
                Arguments.of(web().networks("bridge", "app"), "bridge app", "b app"));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void taskIsOnWhatItsServiceNamesAndOnWhatCarriesItsPorts(ServiceSamples service, String task, String container) {
        var record = service.record("s");

        assertEquals(task, ids(TaskNetworkRule.ofTask(record, INGRESS)));
        assertEquals(container, ids(TaskNetworkRule.ofContainer(record, INGRESS, BRIDGE)));
    }

    private static String ids(List<Attachment> networks) {
        return networks.stream().map(Attachment::networkId).collect(Collectors.joining(" "));
    }
}
