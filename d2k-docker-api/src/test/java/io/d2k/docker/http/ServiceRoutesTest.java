package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.d2k.docker.json.ServiceDecoder;
import io.d2k.docker.route.SwarmApi;
import io.d2k.domain.port.in.Dependencies;
import io.d2k.domain.port.in.Nodes;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Swarm;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.ServiceView;
import io.d2k.domain.swarm.DependencyKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for services. */
class ServiceRoutesTest {
    private static final String SPEC = "{\"Name\":\"web\",\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"web:1\"}}}";

    private final Services services = mock(Services.class);
    private final TestServer server = new TestServer(
            HttpSettings.of("127.0.0.1", 0),
            Optional.of(new SwarmApi(
                    mock(Swarm.class),
                    mock(Nodes.class),
                    dependencies(DependencyKind.SECRET),
                    dependencies(DependencyKind.CONFIG),
                    services,
                    mock(Tasks.class))));

    private static Dependencies dependencies(DependencyKind kind) {
        Dependencies dependencies = mock(Dependencies.class);
        when(dependencies.kind()).thenReturn(kind);
        return dependencies;
    }

    @BeforeEach
    void take() {
        when(services.update(any(), anyLong(), any(), anyBoolean(), any())).thenReturn(List.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ServiceView service(boolean changed) {
        ServiceSpec spec = ServiceDecoder.decode(SPEC.getBytes(StandardCharsets.UTF_8), ref -> ref);
        var record = new ServiceRecord(
                "s1",
                "web",
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                spec,
                changed ? Optional.of(spec) : Optional.empty(),
                Optional.empty(),
                1,
                1,
                Optional.empty(),
                Map.of(),
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                "web:1",
                List.of(),
                false);
        return new ServiceView(record, 0, 1, 0, List.of());
    }

    /** As the Docker Engine answers where no credentials are sent. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spec          | false | 200 | {"Warnings":null}
            previous-spec | true  | 200 | {"Warnings":null}
            previous-spec | false | 500 | {"message":"service does not have a previous spec"}
            nonsense      | true  | 500 | {"message":"unsupported registryAuthFrom value"}
            """, quoteCharacter = '`')
    void credentialsAreThoseOfASpecThatThereIs(String source, boolean changed, int status, String body)
            throws IOException {
        ServiceView view = service(changed);
        when(services.inspect("web")).thenReturn(view);

        Wire.Answer answer = server.send(
                "POST",
                "/v1.45/services/web/update?version=1&registryAuthFrom=" + source,
                "Content-Type: application/json",
                "@" + SPEC);

        assertEquals(status + " " + body, answer.status() + " " + answer.body().strip());
    }
}
