package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often registries are asked. */
class RegistryClientCachingTest {
    private final FakeRegistry registry = new FakeRegistry();
    private final RegistrySettings settings = RegistrySettings.defaults().withTimeout(Duration.ofMinutes(2));
    private RegistryClient client = new RegistryClient(settings, () -> "linux/amd64");

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void remembersATagForItsTime() {
        registry.image("app", "1", "amd64", "run");
        ImageFacts first = found("app:1", "");
        int requests = registry.asked().size();
        assertEquals(2, requests);
        assertEquals(first, found("app:1", ""));
        assertEquals(requests, registry.asked().size());
    }

    @Test
    void asksAgainByHeadAfterATagsTime() {
        client = new RegistryClient(settings.withTtls(Duration.ZERO, Duration.ZERO), () -> "linux/amd64");
        registry.image("app", "1", "amd64", "run");
        ImageFacts first = found("app:1", "");
        assertEquals(first, found("app:1", ""));
        assertEquals("HEAD /v2/app/manifests/1", registry.asked().getLast());
        assertEquals(3, registry.asked().size());
    }

    @Test
    void seesAtOnceThatATagMovedWhenRevalidating() {
        registry.image("app", "1", "amd64", "old");
        assertEquals(List.of("old"), found("app:1", "").config().cmd());
        registry.image("app", "1", "amd64", "new");
        assertEquals(List.of("old"), found("app:1", "").config().cmd());
        ImageLookup now = client.revalidating().lookup(reference("app:1"), Optional.empty(), "");
        assertEquals(
                List.of("new"),
                assertInstanceOf(ImageLookup.Found.class, now).facts().config().cmd());
        assertEquals(List.of("new"), found("app:1", "").config().cmd());
    }

    @Test
    void remembersForAShortTimeThatThereIsNone() throws InterruptedException {
        client = new RegistryClient(
                settings.withTtls(Duration.ofSeconds(30), Duration.ofSeconds(4)), () -> "linux/amd64");
        assertInstanceOf(ImageLookup.Missing.class, lookup("app:1", ""));
        registry.image("app", "1", "amd64", "run");
        assertInstanceOf(ImageLookup.Missing.class, lookup("app:1", ""));
        TimeUnit.MILLISECONDS.sleep(4050);
        found("app:1", "");
    }

    @Test
    void readsTheSameContentUnderAnotherTagWithoutItsConfiguration() {
        registry.image("app", "1", "amd64", "run");
        registry.image("app", "2", "amd64", "run");
        found("app:1", "");
        found("app:2", "");
        assertEquals(3, registry.asked().size());
        assertEquals("GET /v2/app/manifests/2", registry.asked().getLast());
    }

    @Test
    void joinsEqualLookups() throws Exception {
        registry.image("app", "1", "amd64", "run");
        CountDownLatch release = new CountDownLatch(1);
        registry.on("/v2/app/manifests/1", e -> {
            await(release);
            return false;
        });
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ImageFacts>> all = IntStream.range(0, 50)
                    .mapToObj(i -> many.submit(() -> found("app:1", "")))
                    .toList();
            TimeUnit.MILLISECONDS.sleep(100);
            release.countDown();
            for (Future<ImageFacts> one : all) {
                assertEquals(
                        List.of("run"), one.get(60, TimeUnit.SECONDS).config().cmd());
            }
        }
        assertEquals(2, registry.asked().size());
    }

    @Test
    void oneWhoIsInterruptedDoesNotBreakOffTheOthers() throws Exception {
        registry.image("app", "1", "amd64", "run");
        CountDownLatch release = new CountDownLatch(1);
        registry.on("/v2/app/manifests/1", e -> {
            await(release);
            return false;
        });
        try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ImageLookup> other = two.submit(() -> lookup("app:1", ""));
            TimeUnit.MILLISECONDS.sleep(50);
            Thread.currentThread().interrupt();
            assertUnreachable("interrupted", lookup("app:1", ""));
            assertTrue(Thread.interrupted());
            release.countDown();
            assertInstanceOf(ImageLookup.Found.class, other.get(60, TimeUnit.SECONDS));
        }
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
