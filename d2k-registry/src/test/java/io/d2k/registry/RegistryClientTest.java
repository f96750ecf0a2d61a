package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryClientTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final RegistrySettings settings = RegistrySettings.defaults().withTimeout(Duration.ofMinutes(2));
    private RegistryClient client = new RegistryClient(settings, () -> "linux/amd64");

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void tellsAllAboutAnImageWithoutIndex() {
        String digest = registry.image("team/app", "1", "amd64", "run");
        ImageFacts facts = found("team/app:1", "");
        assertEquals(digest, facts.manifestDigest());
        assertEquals(digest, facts.repoDigest());
        assertEquals(List.of("run"), facts.config().cmd());
        assertEquals("linux amd64 ", facts.os() + " " + facts.architecture() + " " + facts.variant());
        assertEquals(List.of("sha256:" + "a".repeat(64)), facts.layers());
        assertEquals(List.of("sha256:" + "b".repeat(64)), facts.blobs());
        assertTrue(facts.id().startsWith("sha256:") && !facts.id().equals(digest));
        assertTrue(facts.sizeBytes() > 100);
        assertEquals(
                List.of(100L, 0L),
                facts.history().stream().map(ImageFacts.Layer::sizeBytes).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "'', amd64-cmd",
        "linux/amd64, amd64-cmd",
        "linux/x86_64, amd64-cmd",
        "linux/arm64, arm64-cmd",
        "linux/arm64/v8, arm64-cmd",
        "linux/arm/v7, arm-cmd",
        "arm64, arm64-cmd"
    })
    void choosesFromAnIndexByPlatform(String platform, String cmd) {
        String index = severalPlatforms();
        ImageFacts facts = found("app:multi", platform);
        assertEquals(List.of(cmd), facts.config().cmd());
        assertEquals(index, facts.repoDigest());
        assertTrue(!facts.manifestDigest().equals(index));
    }

    @ParameterizedTest
    @CsvSource({"linux/s390x, linux/s390x", "linux/arm/v6, linux/arm/v6", "windows/amd64, windows/amd64"})
    void saysInDockersWordsThatNoPlatformMatches(String platform, String shown) {
        severalPlatforms();
        assertEquals(new ImageLookup.OtherPlatform(shown, Optional.empty()), lookup("app:multi", platform));
    }

    @Test
    void refusesAnImageOfAnotherPlatformThanAskedFor() {
        registry.image("app", "1", "amd64", "run");
        ImageFacts own = found("app:1", "");
        assertEquals(new ImageLookup.OtherPlatform("linux/arm64", Optional.of(own)), lookup("app:1", "linux/arm64"));
    }

    @Test
    void refusesWhatIsNoPlatform() {
        EngineException e = assertThrows(EngineException.class, () -> lookup("app:1", "foo"));
        assertEquals("\"foo\": unknown operating system or architecture: invalid argument", e.getMessage());
    }

    @Test
    void saysInDockersWordsThatThereIsNoSuchTag() {
        assertEquals(
                new ImageLookup.Missing(
                        "manifest for " + registry.host() + "/app:nope not found: manifest unknown: manifest unknown"),
                lookup("app:nope", ""));
    }

    @Test
    void refusesAManifestOfAnotherDigest() {
        String digest = registry.image("app", "1", "amd64", "run");
        registry.on("/v2/app/manifests/" + digest, e -> {
            FakeRegistry.answer(e, 200, FakeRegistry.OCI_MANIFEST, "{\"schemaVersion\":2}");
            return true;
        });
        assertUnreachable("manifest verification failed for digest " + digest, lookup("app@" + digest, ""));
    }

    @Test
    void refusesAManifestOfAnotherDigestThanToldForTheTag() {
        registry.on("/v2/app/manifests/1", e -> {
            e.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + "0".repeat(64));
            FakeRegistry.answer(e, 200, FakeRegistry.OCI_MANIFEST, "{\"schemaVersion\":2}");
            return true;
        });
        assertUnreachable("manifest verification failed", lookup("app:1", ""));
    }

    @Test
    void refusesAConfigurationOfAnotherDigest() {
        String config = "sha256:" + "1".repeat(64);
        registry.manifest("app", "1", FakeRegistry.OCI_MANIFEST, FakeRegistry.manifestOf(config, 2));
        registry.on("/v2/app/blobs/" + config, e -> {
            FakeRegistry.answer(e, 200, "application/json", "{}");
            return true;
        });
        assertUnreachable("image config verification failed", lookup("app:1", ""));
    }

    @Test
    void saysThatTheConfigurationIsLost() {
        String config = "sha256:" + "1".repeat(64);
        registry.manifest("app", "1", FakeRegistry.OCI_MANIFEST, FakeRegistry.manifestOf(config, 2));
        assertUnreachable("error pulling image configuration: ", lookup("app:1", ""));
    }

    @Test
    void breaksOffAManifestThatIsTooLong() {
        registry.on("/v2/app/manifests/1", e -> {
            FakeRegistry.answer(e, 200, FakeRegistry.OCI_MANIFEST, " ".repeat(5 * 1024 * 1024));
            return true;
        });
        assertUnreachable("more than 4194304 bytes", lookup("app:1", ""));
    }

    @Test
    void answersInTimeWhenTheRegistryIsSilent() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        silent("headers", release);
        silent("body", release);
        client = new RegistryClient(
                settings.withTimeout(Duration.ofMillis(300)).withTtls(Duration.ZERO, Duration.ofMinutes(1)),
                () -> "linux/amd64");
        for (String tag : List.of("headers", "body")) {
            assertUnreachable("no answer in time", lookup("app:" + tag, ""));
            assertEquals(1, release.getCount(), "its registry has said no more");
            // Once is enough for all who ask right after.
            int asked = registry.asked().size();
            assertUnreachable("no answer in time", lookup("app:" + tag, ""));
            assertEquals(asked, registry.asked().size());
        }
        release.countDown();
    }

    @Test
    void saysThatNobodyListens() {
        registry.close();
        String url = registry.url() + "/v2/app/manifests/1";
        assertEquals(
                new ImageLookup.Unreachable(
                        "Get \"" + url + "\": dial tcp " + registry.host() + ": connect: connection refused"),
                lookup("app:1", ""));
    }

    @Test
    void endsLookupsWhenItIsClosed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        silent("1", release);
        try (ExecutorService one = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ImageLookup> pending = one.submit(() -> lookup("app:1", ""));
            TimeUnit.MILLISECONDS.sleep(100);
            client.close();
            assertInstanceOf(ImageLookup.Unreachable.class, pending.get(60, TimeUnit.SECONDS));
        }
        release.countDown();
        assertUnreachable("the registry client is closed", lookup("app:2", ""));
    }

    private String severalPlatforms() {
        return registry.index(
                "app",
                "multi",
                Map.of(
                        "linux/amd64", registry.image("app", "", "amd64", "amd64-cmd"),
                        "linux/arm64/v8", registry.image("app", "", "arm64", "arm64-cmd"),
                        "linux/arm/v7", registry.image("app", "", "arm", "arm-cmd"),
                        "unknown/unknown", registry.image("app", "", "unknown", "attestation")));
    }

    // "body" gets headers and the first byte, any other tag nothing at all until its registry is let go.
    private void silent(String tag, CountDownLatch release) {
        registry.on("/v2/app/manifests/" + tag, e -> {
            if (tag.equals("body")) {
                e.sendResponseHeaders(200, 1000);
                e.getResponseBody().write('{');
                e.getResponseBody().flush();
            }
            await(release);
            return true;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(100, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ImageReference reference(String image) {
        return ImageReference.parse(registry.host() + "/" + image);
    }

    private ImageLookup lookup(String image, String platform) {
        return client.lookup(reference(image), Optional.empty(), platform);
    }

    private ImageFacts found(String image, String platform) {
        return assertInstanceOf(ImageLookup.Found.class, lookup(image, platform))
                .facts();
    }

    private static void assertUnreachable(String part, ImageLookup answer) {
        String message = assertInstanceOf(ImageLookup.Unreachable.class, answer).message();
        assertTrue(message.contains(part), message);
    }
}
