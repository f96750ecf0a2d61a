package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.ContainerUpdate;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateMergeTest {
    private static final String CREATED =
            "{\"Image\":\"busybox\",\"Labels\":{\"a\":\"b\"},\"HostConfig\":{\"Memory\":67108864,\"CapAdd\":[\"SYS_TIME\"]}}";

    private static ContainerUpdate update(String body) {
        return UpdateDecoder.decode(body.getBytes(StandardCharsets.UTF_8), ApiVersion.LATEST)
                .toDomain();
    }

    private static ContainerSpec merged(String body) {
        return update(body).merge().apply(new ContainerDecoder().decode(CREATED.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|{\"CapAdd\":[\"SYS_TIME\"],\"Memory\":67108864}",
                "{\"NanoCpus\":500000000}|{\"CapAdd\":[\"SYS_TIME\"],\"Memory\":67108864,\"NanoCpus\":500000000}",
                "{\"Memory\":100663296}|{\"CapAdd\":[\"SYS_TIME\"],\"Memory\":100663296,\"MemorySwap\":134217728}",
                "{\"RestartPolicy\":{\"Name\":\"on-failure\",\"MaximumRetryCount\":4}}|{\"RestartPolicy\":{\"Name\":\"on-failure\","
                        + "\"MaximumRetryCount\":4},\"CapAdd\":[\"SYS_TIME\"],\"Memory\":67108864}",
            })
    void theStoredRequestShowsTheNewValues(String body, String host) {
        ContainerSpec spec = merged(body);
        var expected = DockerJson.read(host.getBytes(StandardCharsets.UTF_8));
        var found = DockerJson.read(spec.document().getBytes(StandardCharsets.UTF_8));
        var stored = (com.fasterxml.jackson.databind.node.ObjectNode) found.path("HostConfig");
        stored.remove("NetworkMode");
        assertEquals(expected, stored);
        assertEquals("b", spec.labels().get("a"));
    }

    @Test
    void whatWasAskedStandsAlone() {
        ContainerUpdate update = update("{\"Memory\":100663296,\"CpusetCpus\":\"0-1\"}");
        assertEquals(100_663_296, update.asked().resources().memoryBytes());
        assertEquals("\"0-1\"", update.asked().otherSettings().get("HostConfig.CpusetCpus"));
        assertEquals(java.util.Optional.empty(), update.restart());
    }
}
