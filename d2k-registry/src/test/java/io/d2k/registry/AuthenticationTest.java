package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final RegistryAuth JOE = new RegistryAuth("joe", "secret", "", "");
    private static final RegistryAuth WRONG = new RegistryAuth("joe", "wrong", "", "");
    private static final String JOES = encoded("joe:secret");

    private final FakeRegistry registry = new FakeRegistry();
    private final FakeRegistry tokens = new FakeRegistry();
    private final RegistryClient client = new RegistryClient(
            RegistrySettings.defaults().withTimeout(Duration.ofMinutes(2)).withTtls(Duration.ZERO, Duration.ZERO),
            () -> "linux/amd64");

    @AfterEach
    void close() {
        client.close();
        registry.close();
        tokens.close();
    }

    @Test
    void getsATokenForAnybody() {
        registry.image("app", "1", "amd64", "run");
        bearer("T1", "{\"token\":\"T1\"}");
        assertInstanceOf(ImageLookup.Found.class, lookup(Optional.empty()));
        assertEquals(List.of("GET /token?service=the+service&scope=repository%3Aapp%3Apull"), tokens.asked());
        assertEquals("", tokens.seen().getFirst().authorization());
    }

    @Test
    void getsATokenByPasswordAndKeepsThePasswordFromTheRegistry() {
        registry.image("app", "1", "amd64", "run");
        bearer("T2", "{\"access_token\":\"T2\",\"expires_in\":300}");
        assertInstanceOf(ImageLookup.Found.class, lookup(Optional.of(JOE)));
        assertEquals(
                List.of("GET /token?service=the+service&scope=repository%3Aapp%3Apull&account=joe"), tokens.asked());
        assertEquals(JOES, tokens.seen().getFirst().authorization());
        assertEquals(
                List.of("", "Bearer T2", "Bearer T2"),
                registry.seen().stream().map(FakeRegistry.Seen::authorization).toList());
    }

    @Test
    void getsATokenByRefreshToken() {
        registry.image("app", "1", "amd64", "run");
        bearer("T3", "{\"access_token\":\"T3\"}");
        assertInstanceOf(ImageLookup.Found.class, lookup(Optional.of(new RegistryAuth("", "", "", "R+1"))));
        assertEquals(List.of("POST /token"), tokens.asked());
        assertEquals(
                "service=the+service&scope=repository%3Aapp%3Apull&grant_type=refresh_token&client_id=docker"
                        + "&refresh_token=R%2B1",
                tokens.seen().getFirst().body());
    }

    @Test
    void usesATokenAsLongAsItLasts() {
        registry.image("app", "1", "amd64", "run");
        bearer("T4", "{\"token\":\"T4\",\"expires_in\":300}");
        lookup(Optional.of(JOE));
        lookup(Optional.of(JOE));
        assertEquals(1, tokens.asked().size());
        lookup(Optional.empty());
        assertEquals(2, tokens.asked().size());
        assertEquals("", tokens.seen().getLast().authorization());
    }

    @Test
    void whoMayNotSeeAnImageDoesNotLearnOfItFromTheCache() {
        registry.image("app", "1", "amd64", "run");
        basic();
        assertInstanceOf(ImageLookup.Found.class, lookup(Optional.of(JOE)));
        assertInstanceOf(ImageLookup.Denied.class, lookup(Optional.empty()));
        assertInstanceOf(ImageLookup.Denied.class, lookup(Optional.of(WRONG)));
    }

    @Test
    void saysInDockersWordsThatTheTokenServerRefuses() {
        challenge("Bearer realm=\"" + tokens.url() + "/token\",service=\"s\"");
        tokens.on("/token", e -> {
            FakeRegistry.answer(e, 401, "application/json", "{\"details\":\"incorrect username or password\"}");
            return true;
        });
        assertEquals(
                new ImageLookup.Denied("Get \"" + registry.url()
                        + "/v2/app/manifests/1\": unauthorized: incorrect username or password"),
                lookup(Optional.of(WRONG)));
    }

    @Test
    void saysInDockersWordsThatTheTokenAllowsNothing() {
        tokens.on("/token", e -> {
            FakeRegistry.answer(e, 200, "application/json", "{\"token\":\"T\"}");
            return true;
        });
        challenge("Bearer realm=\"" + tokens.url() + "/token\",service=\"s\",error=\"insufficient_scope\"");
        assertEquals(
                new ImageLookup.Denied("pull access denied for " + registry.host() + "/app, repository does not exist"
                        + " or may require 'docker login': denied: requested access to the resource is denied"),
                lookup(Optional.empty()));
    }

    @Test
    void answersInTimeWhenTheTokenServerIsSilent() {
        challenge("Bearer realm=\"" + tokens.url() + "/token\"");
        CountDownLatch release = new CountDownLatch(1);
        tokens.on("/token", e -> {
            try {
                release.await();
            } catch (InterruptedException i) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        try (RegistryClient hasty = new RegistryClient(
                RegistrySettings.defaults().withTimeout(Duration.ofMillis(300)), () -> "linux/amd64")) {
            assertInstanceOf(
                    ImageLookup.Unreachable.class,
                    hasty.lookup(ImageReference.parse(registry.host() + "/app:1"), Optional.of(JOE), ""));
        }
        release.countDown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://registry.example/token", "ftp://127.0.0.1/token", "/token", "", "https://", "http://x y"
            })
    void sendsCredentialsToNoDubiousRealm(String realm) throws RegistryFailure {
        Endpoint secure = new Endpoint(URI.create("https://registry.example"), false);
        Challenge challenge = new Challenge("bearer", Map.of("realm", realm));
        try (Transport transport = new Transport()) {
            RegistryFailure e = assertThrows(
                    RegistryFailure.class,
                    () -> new TokenServer(transport)
                            .fetch(
                                    new TokenServer.Purpose(secure, challenge, "", false, ""),
                                    Credentials.of(Optional.of(JOE)),
                                    Deadline.in(Duration.ofSeconds(1))));
            assertTrue(e.getMessage().startsWith("invalid token auth challenge realm"), e.getMessage());
        }
    }

    @Test
    void authenticatesByPasswordAlone() {
        registry.image("app", "1", "amd64", "run");
        basic();
        assertInstanceOf(ImageLookup.Found.class, lookup(Optional.of(JOE)));
        assertEquals(
                List.of("", JOES, JOES),
                registry.seen().stream().map(FakeRegistry.Seen::authorization).toList());
        assertEquals(new ImageLookup.Denied("unauthorized: authentication required"), lookup(Optional.of(WRONG)));
        assertEquals(
                new ImageLookup.Denied("Get \"" + registry.url() + "/v2/app/manifests/1\": no basic auth credentials"),
                lookup(Optional.empty()));
    }

    @Test
    void checksALoginByTokenServer() {
        bearer("T5", "{\"token\":\"T5\",\"refresh_token\":\"R5\"}");
        registry.on("/v2/", e -> {
            if ("Bearer T5".equals(e.getRequestHeaders().getFirst("Authorization"))) {
                FakeRegistry.answer(e, 200, "application/json", "{}");
                return true;
            }
            return false;
        });
        assertEquals(new LoginResult.Ok("R5"), client.login(at(registry.url() + "/v2/", JOE)));
        assertEquals(
                List.of("GET /token?service=the+service&offline_token=true&client_id=docker&account=joe"),
                tokens.asked());
        assertFalse(new LoginResult.Ok("R5").toString().contains("R5"));
    }

    @Test
    void checksALoginByPasswordAlone() {
        basic();
        registry.on("/v2/", e -> {
            if (JOES.equals(e.getRequestHeaders().getFirst("Authorization"))) {
                FakeRegistry.answer(e, 200, "application/json", "{}");
                return true;
            }
            return false;
        });
        assertEquals(new LoginResult.Ok(""), client.login(at(registry.host(), JOE)));
        assertEquals(
                new LoginResult.Refused(
                        "login attempt to " + registry.url() + "/v2/ failed with status: 401 Unauthorized"),
                client.login(at(registry.host(), WRONG)));
    }

    @Test
    void tellsALoginThatCannotBeChecked() {
        registry.close();
        assertEquals(
                new LoginResult.Unreachable("Get \"" + registry.url() + "/v2/\": dial tcp " + registry.host()
                        + ": connect: connection refused"),
                client.login(at(registry.host(), JOE)));
        assertEquals(new LoginResult.NoAddress("unable to parse server address"), client.login(at("joe@[x", JOE)));
    }

    private void bearer(String token, String answer) {
        tokens.on("/token", e -> {
            FakeRegistry.answer(e, 200, "application/json", answer);
            return true;
        });
        registry.guard(e -> ("Bearer " + token).equals(e.getRequestHeaders().getFirst("Authorization"))
                ? false
                : unauthorized(e, "Bearer realm=\"" + tokens.url() + "/token\",service=\"the service\""));
    }

    private void basic() {
        registry.guard(e -> JOES.equals(e.getRequestHeaders().getFirst("Authorization"))
                ? false
                : unauthorized(e, "Basic realm=\"r\""));
    }

    private void challenge(String challenge) {
        registry.guard(e -> unauthorized(e, challenge));
    }

    private static boolean unauthorized(HttpExchange e, String challenge) throws IOException {
        e.getResponseHeaders().set("WWW-Authenticate", challenge);
        FakeRegistry.answer(
                e,
                401,
                "application/json",
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}");
        return true;
    }

    private ImageLookup lookup(Optional<RegistryAuth> auth) {
        return client.lookup(ImageReference.parse(registry.host() + "/app:1"), auth, "");
    }

    private static String encoded(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static RegistryAuth at(String address, RegistryAuth auth) {
        return new RegistryAuth(auth.username(), auth.password(), address, auth.identityToken());
    }
}
