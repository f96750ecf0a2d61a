package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small rules: mirrors, endpoints, platforms. */
class RulesTest {
    @Test
    void parsesMirrors() {
        Mirrors mirrors = Mirrors.parse(
                " docker.io=http://10.0.0.1:5000/ , quay.io=https://mirror.example,index.docker.io=https://[::1]:443,");
        assertEquals(
                Map.of(
                        "docker.io", List.of(URI.create("http://10.0.0.1:5000"), URI.create("https://[::1]:443")),
                        "quay.io", List.of(URI.create("https://mirror.example"))),
                mirrors.byRegistry());
        assertEquals(Mirrors.NONE, Mirrors.parse(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "docker.io | invalid registry mirror \"docker.io\": want REGISTRY=URL, such as"
                        + " docker.io=http://mirror.example:5000",
                "=http://x | invalid registry mirror \"=http://x\": want REGISTRY=URL, such as"
                        + " docker.io=http://mirror.example:5000",
                "' =http://x' | invalid registry mirror \"=http://x\": want REGISTRY=URL, such as"
                        + " docker.io=http://mirror.example:5000",
                "a b=http://x | invalid registry mirror \"a b\": the part before = is no registry, such as docker.io"
                        + " or registry.example:5000",
                "docker.io=x:5000 | invalid registry mirror \"docker.io\": the URL must start with http:// or https://",
                "docker.io=ftp://x | invalid registry mirror \"docker.io\": the URL must start with http:// or"
                        + " https://",
                "docker.io=http://a b | invalid registry mirror \"docker.io\": the part after = is no URL",
                "docker.io=http:// | invalid registry mirror \"docker.io\": the part after = is no URL",
                "docker.io=http://x:99999 | invalid registry mirror \"docker.io\": the URL has no valid host and port",
                "docker.io=http://joe:pw@x | invalid registry mirror \"docker.io\": the URL must hold no user name and"
                        + " no password",
                "docker.io=http://x/v2 | invalid registry mirror \"docker.io\": the URL must have no path, query or"
                        + " fragment after the host"
            })
    void saysWhatIsWrongWithAMirror(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Mirrors.parse(text))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, http://m1:5000 https://m2 https://registry-1.docker.io",
        "quay.io, https://quay.io",
        "localhost:5000, http://localhost:5000",
        "127.0.0.1:5000, http://127.0.0.1:5000",
        "127.9.8.7, http://127.9.8.7",
        "[::1]:5000, http://[::1]:5000",
        "127.0.0.1.example, https://127.0.0.1.example",
        "plain.example:80, http://plain.example:80",
        "self.example:5000, http://self.example:5000",
        "Some.Example, https://some.example"
    })
    void choosesEndpoints(String domain, String expected) {
        RegistrySettings settings = RegistrySettings.defaults()
                .withMirrors(Mirrors.parse(
                        "docker.io=http://m1:5000,docker.io=https://m2,self.example:5000=http://self.example:5000"))
                .withPlainHttp(Set.of("Plain.example:80"));
        assertEquals(
                expected,
                Endpoints.forPull(domain, settings).stream()
                        .map(e -> e.base().toString())
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "'', https://registry-1.docker.io",
        "docker.io, https://registry-1.docker.io",
        "https://index.docker.io/v1/, https://registry-1.docker.io",
        "quay.io, https://quay.io",
        "https://quay.io/v2/, https://quay.io",
        "http://plain.example, http://plain.example",
        "127.0.0.1:5000, http://127.0.0.1:5000"
    })
    void choosesTheEndpointOfALogin(String address, String expected) {
        RegistrySettings settings = RegistrySettings.defaults().withMirrors(Mirrors.parse("docker.io=http://m1:5000"));
        assertEquals(expected, Endpoints.forLogin(address, settings).base().toString());
    }

    // As the Docker Engine 26.1 shows them.
    @ParameterizedTest
    @CsvSource({
        "linux/arm64, linux/arm64",
        "linux/arm64/v8, linux/arm64/v8",
        "linux/arm, linux/arm",
        "linux/arm/v7, linux/arm/v7",
        "linux/armhf, linux/arm",
        "linux/x86_64, linux/amd64",
        "linux/amd64/v3, linux/amd64/v3",
        "aarch64, linux/arm64",
        "linux, linux/amd64",
        "windows/amd64, windows/amd64",
        "linux/arm64/v9, linux/arm64/v9",
        "'', linux/amd64"
    })
    void showsPlatforms(String text, String shown) {
        assertEquals(
                shown,
                WantedPlatform.of(text, Platform.of("linux", "amd64", "")).shown());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux/foo! | \"foo!\" is an invalid component of \"linux/foo!\": platform specifier component must"
                        + " match \"^[A-Za-z0-9_-]+$\": invalid argument",
                "foo | \"foo\": unknown operating system or architecture: invalid argument",
                "a/b/c/d | \"a/b/c/d\": cannot parse platform specifier: invalid argument"
            })
    void saysWhatIsWrongWithAPlatform(String text, String message) {
        assertEquals(
                message,
                assertThrows(EngineException.class, () -> WantedPlatform.of(text, Platform.of("linux", "amd64", "")))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, '', amd64 386",
        "amd64, v3, amd64/v3 amd64/v2 amd64 386",
        "arm, '', arm arm/v6 arm/v5",
        "arm, v6, arm/v6 arm/v5",
        "arm64, '', arm64 arm/v8 arm arm/v6 arm/v5",
        "arm64, v8.1, arm64/v8.1 arm64 arm/v8 arm arm/v6 arm/v5",
        "arm64, v9, arm64/v9 arm64/v8.5 arm64/v8.4 arm64/v8.3 arm64/v8.2 arm64/v8.1 arm64 arm/v8 arm arm/v6 arm/v5",
        "riscv64, '', riscv64"
    })
    void knowsWhatRunsWhere(String architecture, String variant, String expected) {
        assertEquals(
                expected,
                Platform.of("linux", architecture, variant).runnable().stream()
                        .map(p -> p.toString().substring("linux/".length()))
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void anEntryWithoutPlatformIsTheLastResort() {
        Digest digest = Digest.sha256(new byte[0]);
        Descriptor any = new Descriptor("", digest, 1, Optional.empty());
        Descriptor old = new Descriptor("", digest, 2, Optional.of(Platform.of("linux", "386", "")));
        Descriptor best = new Descriptor("", digest, 3, Optional.of(Platform.of("linux", "amd64", "")));
        WantedPlatform wanted = WantedPlatform.of("", Platform.of("linux", "amd64", ""));
        assertEquals(Optional.of(best), wanted.choose(List.of(any, old, best)));
        assertEquals(Optional.of(old), wanted.choose(List.of(any, old)));
        assertEquals(Optional.of(any), wanted.choose(List.of(any)));
    }

    @Test
    void theOldestUnusedIsForgottenFirst() {
        long[] now = {0};
        ExpiringCache<String, Integer> cache = new ExpiringCache<>(2, () -> now[0]);
        cache.put("a", 1, Duration.ofNanos(10));
        cache.put("b", 2, Duration.ofNanos(10));
        cache.fresh("a");
        cache.put("c", 3, Duration.ofNanos(20));
        assertTrue(cache.lastKnown("b").isEmpty());
        now[0] = 10;
        assertTrue(cache.fresh("a").isEmpty());
        assertEquals(1, cache.lastKnown("a").orElseThrow());
        assertEquals(3, cache.fresh("c").orElseThrow());
    }

    @Test
    void tellsFailedRequestsInDockersWords() {
        URI uri = URI.create("https://r.example/v2/");
        Map<Throwable, String> words = Map.of(
                new SSLException("Unsupported or unrecognized SSL message"),
                "http: server gave HTTP response to HTTPS client",
                new IOException(new SSLException("Unrecognized SSL message, plaintext connection?")),
                "http: server gave HTTP response to HTTPS client",
                new SSLException(
                        "PKIX path building failed: unable to find valid certification path to requested target"),
                "tls: failed to verify certificate: x509: certificate signed by unknown authority",
                new ConnectException(null),
                "dial tcp r.example:443: connect: connection refused",
                new ConnectException("No route to host"),
                "dial tcp r.example:443: connect: no route to host",
                new IOException(new UnresolvedAddressException()),
                "dial tcp: lookup r.example: no such host",
                new IOException("HTTP/1.1 header parser received no bytes"),
                "EOF");
        words.forEach((failure, expected) -> assertEquals(expected, TransportWords.of(uri, failure)));
        assertEquals(
                "dial tcp 127.0.0.1:1: connect: connection refused",
                TransportWords.of(URI.create("http://localhost:1/v2/"), new ConnectException(null)),
                "the address that was dialled, not the name");
        assertEquals(
                "Get \"https://r.example/v2/\": ",
                TransportWords.request("GET", URI.create("https://r.example/v2/?signature=x")));
    }
}
