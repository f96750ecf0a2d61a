package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarWriter;
import io.d2k.domain.image.AccountLookup;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageAccountsTest {
    private static final String BASE = "root:x:0:0::/root:/bin/sh\n";

    private final FakeRegistry registry = new FakeRegistry();
    private final RegistryClient client =
            new RegistryClient(RegistrySettings.defaults().withTimeout(Duration.ofMinutes(2)), () -> "linux/amd64");

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    @Test
    void theUppermostLayerThatHasAFileDecides() throws IOException {
        image(
                layer("etc/passwd", BASE + "app:x:1:1::/:\n", "etc/group", "staff:x:50:\n"),
                layer("./etc/passwd", BASE + "app:x:1000:1000::/:\n", "etc/.wh.shadow", ""),
                layer("usr/bin/app", "x".repeat(100_000)));
        assertEquals(
                new AccountLookup.Found(new Accounts(Map.of("root", 0L, "app", 1000L), Map.of("staff", 50L))), ask());
    }

    @Test
    void whatALayerTakesAwayIsGone() throws IOException {
        image(
                layer("etc/passwd", BASE, "etc/group", "staff:x:50:\n"),
                layer("etc/.wh.passwd", "", "etc/.wh..wh..opq", ""),
                layer("etc/group", "wheel:x:10:\n", "etc/.wh..wh..opq", ""));
        assertEquals(new AccountLookup.Found(new Accounts(Map.of(), Map.of("wheel", 10L))), ask());
        image(layer("etc/passwd", BASE, "etc/group", "staff:x:50:\n"), layer(".wh.etc", ""));
        assertEquals(new AccountLookup.Found(Accounts.NONE), ask());
    }

    @Test
    void layersNeedNotBeCompressed() throws IOException {
        image(tar("etc/passwd", BASE, "etc/group", ""));
        assertEquals(new AccountLookup.Found(new Accounts(Map.of("root", 0L), Map.of())), ask());
    }

    @Test
    void layersMayBeCompressedByZstd() throws IOException {
        byte[] archive = archive("etc/passwd", BASE, "etc/group", "");
        image(registry.blob("app", zstd(archive)));
        assertEquals(new AccountLookup.Found(new Accounts(Map.of("root", 0L), Map.of())), ask());
        byte[] broken = zstd(archive);
        Arrays.fill(broken, 4, broken.length, (byte) 0xff);
        image(registry.blob("app", broken));
        assertTrue(unknown().contains("/blobs/sha256:"), unknown());
    }

    private static byte[] zstd(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream compressing = new ZstdOutputStream(out)) {
            compressing.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void noMoreIsReadThanIsNeededAndThatOnce() throws IOException {
        String lower = layer("bin/sh", "#");
        String upper = layer("etc/passwd", BASE, "etc/group", "");
        image(lower, upper);
        ask();
        ask();
        List<String> blobs =
                registry.asked().stream().filter(a -> a.contains("/blobs/")).toList();
        assertEquals(2, blobs.size(), blobs::toString); // the configuration and one layer
        assertTrue(blobs.getLast().endsWith(upper), blobs::toString);
    }

    @Test
    void whatCannotBeReadIsTold() throws IOException {
        image("sha256:" + "b".repeat(64));
        assertTrue(unknown().contains("manifest unknown"), unknown());
        image(registry.blob("app", "this is no archive, and longer than a block of one: " + "x".repeat(600)));
        assertTrue(unknown().contains("/blobs/sha256:"), unknown());
    }

    @Test
    void aLayerThatDoesNotComeIsNotWaitedForForEver() throws Exception {
        String slow = layer("etc/passwd", BASE);
        image(slow);
        CountDownLatch over = new CountDownLatch(1);
        registry.on("/v2/app/blobs/" + slow, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[] {0x1f});
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        Transport transport = new Transport();
        Query query = Query.of("GET", URI.create(registry.url() + "/v2/app/blobs/" + slow), "", 10);
        try {
            RegistryFailure late = assertThrows(
                    RegistryFailure.class,
                    () -> transport.receive(query, Deadline.in(Duration.ofSeconds(2)), InputStream::readAllBytes));
            assertTrue(late.getMessage().endsWith("no answer in time"), late::getMessage);
        } finally {
            over.countDown();
            transport.close();
        }
    }

    private String unknown() {
        return assertInstanceOf(AccountLookup.Unknown.class, ask()).reason();
    }

    private AccountLookup ask() {
        ImageReference reference = ImageReference.parse(registry.host() + "/app:1");
        ImageLookup found = client.revalidating().lookup(reference, Optional.empty(), "");
        ImageFacts facts = assertInstanceOf(ImageLookup.Found.class, found, found::toString)
                .facts();
        return client.accounts(reference, facts, Optional.empty());
    }

    private void image(String... layers) {
        String config = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{},\"rootfs\":{}}";
        String listed = String.join(
                ",",
                List.of(layers).stream()
                        .map(digest -> "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\""
                                + digest + "\",\"size\":100}")
                        .toList());
        registry.manifest(
                "app",
                "1",
                FakeRegistry.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + FakeRegistry.OCI_MANIFEST
                        + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                        + registry.blob("app", config) + "\",\"size\":" + config.length() + "},\"layers\":[" + listed
                        + "]}");
    }

    private String layer(String... files) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(archive(files));
        }
        return registry.blob("app", packed.toByteArray());
    }

    private String tar(String... files) throws IOException {
        return registry.blob("app", archive(files));
    }

    private static byte[] archive(String... files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < files.length; i += 2) {
            sorted.put(files[i], files[i + 1]);
        }
        for (Map.Entry<String, String> file : sorted.entrySet()) {
            byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
            tar.begin(new TarEntry(TarEntry.FILE, file.getKey(), 0644, 0, 0, content.length, 0, "", 0, 0));
            tar.content().write(content);
        }
        tar.end();
        return out.toByteArray();
    }
}
