package io.d2k.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerConfigTest {
    private static final Map<Setting, String> TLS = Map.of(Setting.TLS_CERT_FILE, "/c", Setting.TLS_KEY_FILE, "/k");

    @Test
    void tlsHasAPortOfItsOwnUnlessOneIsSet() {
        assertEquals(2375, ServerConfig.of(Map.of()).port());
        assertEquals(2376, ServerConfig.of(TLS).port());
        assertEquals(
                9,
                ServerConfig.of(Map.of(Setting.TLS_CERT_FILE, "/c", Setting.TLS_KEY_FILE, "/k", Setting.PORT, "9"))
                        .port());
    }

    @Test
    void halfOfTlsIsNoPlainTcp() {
        for (Setting alone : Set.of(Setting.TLS_CERT_FILE, Setting.TLS_KEY_FILE, Setting.TLS_CA_FILE)) {
            assertThrows(WrongSettingException.class, () -> ServerConfig.of(Map.of(alone, "/f")));
        }
    }

    @Test
    void namesAreSeparatedByCommas() {
        assertEquals(
                Set.of("a.example", "b.example"),
                ServerConfig.of(Map.of(Setting.ALLOWED_HOSTS, " A.example,b.example, "))
                        .allowedHosts());
    }
}
