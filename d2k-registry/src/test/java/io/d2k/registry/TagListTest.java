package io.d2k.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.image.RegistryAuth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class TagListTest {
    private static final String PATH = "/v2/app/tags/list";

    private final FakeRegistry registry = new FakeRegistry();
    private final RegistryClient client =
            new RegistryClient(RegistrySettings.defaults().withTimeout(Duration.ofMinutes(2)), () -> "linux/amd64");

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private List<String> tags(Optional<RegistryAuth> auth) {
        return client.tags(ImageReference.parse(registry.host() + "/app"), auth);
    }

    private void pages(String link) {
        registry.on(PATH, e -> {
            boolean second = String.valueOf(e.getRequestURI().getRawQuery()).contains("last=1");
            if (!second || link.contains("again")) {
                e.getResponseHeaders().add("Link", link.replace("HERE", registry.url()));
            }
            String list = second ? "[\"2\",\"latest\"]" : "[\"b\",\"1\"]";
            FakeRegistry.answer(e, 200, "application/json", "{\"name\":\"app\",\"tags\":" + list + "}");
            return true;
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "</v2/app/tags/list?last=1&n=2>; rel=\"next\"",
                "<HERE/v2/app/tags/list?last=1&n=2>;rel=next",
                "<http://inside.invalid/v2/app/tags/list?last=1>; rel=\"next\"",
                "<?last=1>; rel=\"next\"",
                "</v2/app/tags/list>; rel=\"first\", </v2/app/tags/list?last=1>; rel=\"next\"",
                "</v2/app/tags/list?last=1&again>; rel=\"next\""
            })
    void longListsComeInPages(String link) {
        pages(link);

        assertEquals(List.of("b", "1", "2", "latest"), tags(Optional.empty()));
    }

    @Test
    void aListThatDoesNotGoOnIsWhole() {
        pages("</v2/app/tags/list?last=1>; rel=\"prev\"");

        assertEquals(List.of("b", "1"), tags(Optional.empty()));
    }

    @Test
    void aRepositoryMayHaveNone() {
        registry.on(PATH, e -> {
            FakeRegistry.answer(e, 200, "application/json", "{\"name\":\"app\",\"tags\":null}");
            return true;
        });

        assertEquals(List.of(), tags(Optional.empty()));
    }

    @Test
    void credentialsAreSentWhereTheyAreAskedFor() {
        registry.on(PATH, e -> {
            if (e.getRequestHeaders().containsKey("Authorization")) {
                FakeRegistry.answer(e, 200, "application/json", "{\"tags\":[\"1\"]}");
            } else {
                e.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"r\"");
                FakeRegistry.answer(e, 401, "application/json", "{}");
            }
            return true;
        });

        assertEquals(List.of("1"), tags(Optional.of(new RegistryAuth("u", "p", "", ""))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|NAME_UNKNOWN|NOT_FOUND|repository HOST/app not found: name unknown: no",
                "403|DENIED|NOT_FOUND|pull access denied for HOST/app, repository does not exist or may require 'docker login':"
                        + " denied: no",
                "401|UNAUTHORIZED|INTERNAL|unauthorized: no",
                "500|UNKNOWN|INTERNAL|received unexpected HTTP status: 500 Internal Server Error"
            })
    void refusalsAreThoseOfAPull(int status, String code, ErrorKind kind, String message) {
        registry.on(PATH, e -> {
            FakeRegistry.answer(
                    e, status, "application/json", "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"no\"}]}");
            return true;
        });

        EngineException e = assertThrows(EngineException.class, () -> tags(Optional.empty()));
        assertEquals(message.replace("HOST", registry.host()), e.getMessage());
        assertEquals(kind, e.kind());
    }
}
