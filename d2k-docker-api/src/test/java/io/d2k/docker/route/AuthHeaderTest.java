package io.d2k.docker.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.image.RegistryAuth;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthHeaderTest {
    private static final String JSON = "{\"username\":\"u\",\"password\":\"p?>~\",\"serveraddress\":\"r.example\"}";

    @Test
    void credentialsAreReadFromEveryVariantOfBase64() {
        var expected = Optional.of(new RegistryAuth("u", "p?>~", "r.example", ""));
        byte[] bytes = JSON.getBytes(StandardCharsets.UTF_8);

        assertEquals(expected, AuthHeader.decode(Base64.getUrlEncoder().encodeToString(bytes)));
        assertEquals(
                expected,
                AuthHeader.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
        assertEquals(expected, AuthHeader.decode(Base64.getEncoder().encodeToString(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e30=", "!", "bm9wZQ==", "W10=", "bnVsbA=="})
    void whatHoldsNoCredentialsIsNone(String header) {
        assertEquals(Optional.empty(), AuthHeader.decode(header));
    }
}
