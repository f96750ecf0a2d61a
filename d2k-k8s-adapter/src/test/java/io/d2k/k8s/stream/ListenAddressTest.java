package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', 127.0.0.1",
        "0.0.0.0, '', 0.0.0.0",
        "0.0.0.0, 127.0.0.1, 127.0.0.1",
        "0.0.0.0, 10.1.2.3, 10.1.2.3",
        "10.1.2.3, 127.0.0.2, 127.0.0.2",
        "10.1.2.3, 10.1.2.3, 10.1.2.3",
        "'::', ::1, 0:0:0:0:0:0:0:1"
    })
    void whatIsAskedForWithinWhatTheOperatorAllows(String host, String asked, String address)
            throws UnknownHostException {
        assertEquals(
                address, ListenAddress.of(InetAddress.getByName(host), asked).getHostAddress());
    }

    @Test
    void nothingIsOpenedToOthersThanTheOperatorAllows() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        EngineException refused = assertThrows(EngineException.class, () -> ListenAddress.of(loopback, "10.1.2.3"));
        assertEquals(ErrorKind.CONFLICT, refused.kind());
        assertEquals(
                "listen tcp 10.1.2.3: bind: d2k publishes ports at 127.0.0.1 alone: set D2K_HOST",
                refused.getMessage());
        assertThrows(EngineException.class, () -> ListenAddress.of(loopback, "1::2::3"));
    }
}
