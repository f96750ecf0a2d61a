package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.service.TaskView.Address;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As the Docker Engine 26.1 tells of the networks of tasks, without what the overlay driver says of itself. */
class TaskNetworkEncoderTest {
    private static final Address ADDRESS = new Address(new Attachment("n1", "net", List.of()), "10.0.0.5");

    private static String written(Optional<NetworkRecord> network) {
        return TaskNetworkEncoder.attachment(ADDRESS, network).toString().replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            overlay | l | {"Name":"net","Driver":"overlay","Internal":true,"Attachable":true,"Labels":{"l":"1"},"IPAM":{"Driver":"default","Config":[{"Subnet":"10.77.0.0/24","Gateway":"10.77.0.9"}]}} | \
            'Spec':{'Name':'net','Labels':{'l':'1'},'DriverConfiguration':{'Name':'overlay'},'Internal':true,'Attachable':true,'IPAMOptions':{'Driver':{'Name':'default'},'Configs':[{'Subnet':'10.77.0.0/24','Gateway':'10.77.0.9'}]},'Scope':'swarm'},'DriverState':{'Name':'overlay'},'IPAMOptions':{'Driver':{'Name':'default'},'Configs':[{'Subnet':'10.77.0.0/24','Gateway':'10.77.0.9'}]}},'Addresses':['10.0.0.5/32']}
            overlay | | {"Name":"net","IPAM":{"Config":[{"Subnet":"10.79.0.0/24","IPRange":"10.79.0.128/25"}]}} | \
            'Spec':{'Name':'net','Labels':{},'DriverConfiguration':{'Name':'overlay'},'IPAMOptions':{'Driver':{'Name':'default'},'Configs':[{'Subnet':'10.79.0.0/24','Range':'10.79.0.128/25','Gateway':'10.79.0.128'}]},'Scope':'swarm'},'DriverState':{'Name':'overlay'},'IPAMOptions':{'Driver':{'Name':'default'},'Configs':[{'Subnet':'10.79.0.0/24','Range':'10.79.0.128/25','Gateway':'10.79.0.128'}]}},'Addresses':['10.0.0.5/32']}
            overlay | | {"Ingress":true} | \
            'Spec':{'Name':'net','Labels':{},'DriverConfiguration':{},'Ingress':true,'IPAMOptions':{'Driver':{'Name':'default'}},'Scope':'swarm'},'DriverState':{'Name':'overlay'},'IPAMOptions':{'Driver':{'Name':'default'}}},'Addresses':['10.0.0.5/32']}
            bridge | com.docker.swarm.predefined | `` | \
            'Spec':{'Name':'net','Labels':{'com.docker.swarm.predefined':'1'},'DriverConfiguration':{'Name':'bridge'},'Scope':'swarm'},'DriverState':{'Name':'bridge'},'IPAMOptions':{'Driver':{}}},'Addresses':['10.0.0.5/32']}
            """)
    void networksOfTasksAreTold(String driver, String label, String document, String expected) {
        var network = new NetworkRecord(
                "n1",
                "net",
                Instant.parse("2026-11-24T10:21:42Z"),
                driver,
                "swarm",
                document.contains("Internal"),
                document.contains("Attachable"),
                label == null ? Map.of() : Map.of(label, "1"),
                Map.of(),
                java.util.List.of(),
                document);

        assertEquals(
                "{'Network':{'ID':'n1','Version':{'Index':1},'CreatedAt':'2026-11-24T10:21:42Z',"
                        + "'UpdatedAt':'2026-11-24T10:21:42Z'," + expected,
                written(Optional.of(network)));
    }

    @Test
    void ofOneThatHasGoneTheNameIsLeft() {
        assertEquals(
                "{'Network':{'ID':'n1','Spec':{'Name':'net'}},'Addresses':['10.0.0.5/32']}", written(Optional.empty()));
    }
}
