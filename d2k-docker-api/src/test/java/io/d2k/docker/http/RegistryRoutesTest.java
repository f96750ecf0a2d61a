package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.RegistryAuth;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logins, and what registries hold. */
class RegistryRoutesTest {
    private static final String JSON = "Content-Type: application/json";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aLoginIsCheckedAndToldAsTheEngineDoes() throws IOException {
        Wire.Answer answer = server.send(
                "POST",
                "/v1.45/auth",
                JSON,
                "@{\"username\":\"joe\",\"password\":\"p\",\"serveraddress\":\"r.example\",\"identitytoken\":\"t\"}");
        assertEquals(200, answer.status());
        assertEquals(
                "{\"IdentityToken\":\"\",\"Status\":\"Login Succeeded\"}",
                answer.body().strip());
        verify(server.registries).login(new RegistryAuth("joe", "p", "r.example", "t"));
    }

    @Test
    void aRefusedLoginIsAnError() throws IOException {
        doThrow(new EngineException(ErrorKind.UNAUTHORIZED, "unauthorized: incorrect username or password"))
                .when(server.registries)
                .login(any());
        Wire.Answer answer = server.send("POST", "/auth", JSON, "@{\"username\":\"joe\"}");
        assertEquals(401, answer.status());
        assertEquals(
                "{\"message\":\"unauthorized: incorrect username or password\"}",
                answer.body().strip());
    }

    @Test
    void aDistributionTellsDigestAndPlatforms() throws IOException {
        when(server.registries.distribution("r.example/team/app:1", Optional.of(new RegistryAuth("joe", "p", "", ""))))
                .thenReturn(new ImageDistribution(
                        "application/vnd.oci.image.index.v1+json",
                        "sha256:1",
                        7,
                        List.of(
                                new ImageDistribution.Platform("arm64", "linux", "", List.of(), "v8"),
                                new ImageDistribution.Platform("amd64", "windows", "10.0", List.of("win32k"), ""))));
        Wire.Answer answer = server.send(
                "GET",
                "/v1.45/distribution/r.example/team/app:1/json",
                "X-Registry-Auth: eyJ1c2VybmFtZSI6ImpvZSIsInBhc3N3b3JkIjoicCJ9");
        assertEquals(
                "{\"Descriptor\":{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"digest\":\"sha256:1\","
                        + "\"size\":7},\"Platforms\":[{\"architecture\":\"arm64\",\"os\":\"linux\",\"variant\":\"v8\"},"
                        + "{\"architecture\":\"amd64\",\"os\":\"windows\",\"os.version\":\"10.0\","
                        + "\"os.features\":[\"win32k\"]}]}",
                answer.body().strip());
    }
}
