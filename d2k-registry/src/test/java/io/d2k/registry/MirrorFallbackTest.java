package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MirrorFallbackTest {
    private static final Duration LIMIT = Duration.ofSeconds(12);

    private final FakeRegistry first = new FakeRegistry();
    private final FakeRegistry second = new FakeRegistry();
    private final RegistryClient client = new RegistryClient(
            RegistrySettings.defaults()
                    .withTimeout(LIMIT)
                    .withMirrors(Mirrors.parse("docker.io=" + first.url() + ",docker.io=" + second.url())),
            () -> "linux/amd64");

    @AfterEach
    void close() {
        client.close();
        first.close();
        second.close();
    }

    @Test
    void asksTheFirstMirrorInsteadOfTheRegistry() {
        first.image("library/busybox", "1", "amd64", "sh");
        assertInstanceOf(ImageLookup.Found.class, lookup());
        assertTrue(second.asked().isEmpty());
    }

    @Test
    void goesOnFromAMirrorThatIsDown() {
        first.close();
        second.image("library/busybox", "1", "amd64", "sh");
        assertInstanceOf(ImageLookup.Found.class, lookup());
    }

    @Test
    void goesOnFromAMirrorThatFailsOrTalksNonsense() {
        second.image("library/busybox", "1", "amd64", "sh");
        first.guard(e -> {
            FakeRegistry.answer(e, 200, "text/html", "<html>");
            return true;
        });
        assertInstanceOf(ImageLookup.Found.class, lookup());
    }

    @Test
    void leavesTimeForTheNextWhenAMirrorIsSilent() {
        CountDownLatch over = new CountDownLatch(1);
        second.image("library/busybox", "1", "amd64", "sh");
        first.guard(e -> {
            try {
                over.await();
            } catch (InterruptedException i) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        long start = System.nanoTime();
        assertInstanceOf(ImageLookup.Found.class, lookup());
        assertTrue(System.nanoTime() - start < LIMIT.toNanos());
        over.countDown();
    }

    @Test
    void believesAMirrorThatThereIsNone() {
        second.image("library/busybox", "1", "amd64", "sh");
        assertEquals(
                new ImageLookup.Missing("manifest for busybox:1 not found: manifest unknown: manifest unknown"),
                lookup());
        assertTrue(second.asked().isEmpty());
    }

    @Test
    void goesOnFromAMirrorThatDenies() {
        second.image("library/busybox", "1", "amd64", "sh");
        first.guard(e -> {
            FakeRegistry.answer(e, 403, "application/json", "{\"errors\":[{\"code\":\"DENIED\"}]}");
            return true;
        });
        assertInstanceOf(ImageLookup.Found.class, lookup());
    }

    @Test
    void followsARedirectOfABlobWithoutTakingCredentialsAlong() {
        first.image("library/busybox", "1", "amd64", "sh");
        second.image("library/busybox", "1", "amd64", "sh");
        String basic = Credentials.of(Optional.of(new RegistryAuth("joe", "secret", "", "")))
                .basic()
                .orElseThrow();
        first.guard(e -> {
            if (!basic.equals(e.getRequestHeaders().getFirst("Authorization"))) {
                e.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
                FakeRegistry.answer(e, 401, "application/json", "{}");
                return true;
            }
            if (e.getRequestURI().getPath().contains("/blobs/")) {
                e.getResponseHeaders().set("Location", second.url() + e.getRequestURI() + "?signature=x");
                FakeRegistry.answer(e, 307, "text/html", "");
                return true;
            }
            return false;
        });
        assertInstanceOf(
                ImageLookup.Found.class,
                client.lookup(
                        ImageReference.parse("busybox:1"), Optional.of(new RegistryAuth("joe", "secret", "", "")), ""));
        assertEquals(1, second.seen().size());
        assertEquals("", second.seen().getFirst().authorization());
        assertEquals(basic, first.seen().getLast().authorization());
    }

    @Test
    void doesNotAuthenticateWhereARedirectLeads() {
        first.image("library/busybox", "1", "amd64", "sh");
        first.guard(e -> {
            if (e.getRequestURI().getPath().contains("/blobs/")) {
                e.getResponseHeaders().set("Location", second.url() + "/stolen");
                FakeRegistry.answer(e, 307, "text/html", "");
                return true;
            }
            return false;
        });
        second.on("/stolen", e -> {
            e.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"" + second.url() + "/token\"");
            FakeRegistry.answer(e, 401, "application/json", "{}");
            return true;
        });
        second.guard(e -> {
            FakeRegistry.answer(e, 500, "text/html", "");
            return true;
        });
        client.lookup(ImageReference.parse("busybox:1"), Optional.of(new RegistryAuth("joe", "secret", "", "")), "");
        assertTrue(second.seen().stream().allMatch(s -> s.authorization().isEmpty()));
    }

    @Test
    void doesNotFollowRedirectsForEver() {
        first.guard(e -> {
            e.getResponseHeaders().set("Location", e.getRequestURI().toString());
            FakeRegistry.answer(e, 302, "text/html", "");
            return true;
        });
        second.image("library/busybox", "1", "amd64", "sh");
        assertInstanceOf(ImageLookup.Found.class, lookup());
        assertEquals(6, first.asked().size());
        assertEquals(
                List.of("GET /v2/library/busybox/manifests/1"),
                first.asked().stream().distinct().toList());
    }

    private ImageLookup lookup() {
        return client.lookup(ImageReference.parse("busybox:1"), Optional.empty(), "");
    }
}
