package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageDistribution;
import io.d2k.domain.image.ImageReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final RegistryClient client =
            new RegistryClient(RegistrySettings.defaults().withTimeout(Duration.ofMinutes(2)), () -> "linux/amd64");

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private ImageDistribution ask(String image) {
        return client.distribution(ImageReference.parse(registry.host() + "/" + image), Optional.empty());
    }

    private void refused(ErrorKind kind, String message, String image) {
        EngineException e = assertThrows(EngineException.class, () -> ask(image));
        assertEquals(message, e.getMessage());
        assertEquals(kind, e.kind());
    }

    @Test
    void anIndexHasThePlatformsOfItsImages() {
        String digest = registry.index(
                "app",
                "multi",
                Map.of(
                        "linux/amd64", registry.image("app", "", "amd64", "a"),
                        "linux/arm64/v8", registry.image("app", "", "arm64", "b")));
        ImageDistribution found = ask("app:multi");
        assertEquals(digest, found.digest());
        assertTrue(found.mediaType().contains("index") || found.mediaType().contains("list"), found::mediaType);
        assertTrue(found.size() > 100, () -> "size " + found.size());
        assertEquals(
                Set.of("linux/amd64/", "linux/arm64/v8"),
                found.platforms().stream()
                        .map(p -> p.os() + "/" + p.architecture() + "/" + p.variant())
                        .collect(Collectors.toSet()));
        assertEquals(found, ask("app@" + digest));
    }

    @Test
    void anImageHasThePlatformOfItsConfiguration() {
        String digest = registry.image("app", "1", "arm64", "run");
        ImageDistribution found = ask("app:1");
        assertEquals(digest, found.digest());
        assertEquals(List.of(new ImageDistribution.Platform("arm64", "linux", "", List.of(), "")), found.platforms());
    }

    @Test
    void refusalsAreToldInTheRegistrysOwnWords() {
        registry.image("app", "1", "amd64", "run");
        refused(ErrorKind.NOT_FOUND, "manifest unknown: manifest unknown", "app:2");
        registry.guard(e -> {
            FakeRegistry.answer(
                    e, 401, "application/json", "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"go away\"}]}");
            return true;
        });
        refused(ErrorKind.UNAUTHORIZED, "unauthorized: go away", "app:1");
        registry.guard(e -> {
            FakeRegistry.answer(e, 403, "application/json", "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\"}]}");
            return true;
        });
        refused(ErrorKind.FORBIDDEN, "denied: no", "app:1");
        registry.close();
        EngineException e = assertThrows(EngineException.class, () -> ask("app:1"));
        assertEquals(ErrorKind.INTERNAL, e.kind());
    }
}
