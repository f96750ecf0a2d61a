package io.d2k.k8s.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        "2, 0, 8280aabbccdd",
        "2, 125, 82fdaabbccdd",
        "2, 126, 82fe007eaabbccdd",
        "8, 65535, 88feffffaabbccdd",
        "2, 65536, 82ff0000000000010000aabbccdd"
    })
    void aHeaderTellsTypeLengthAndMask(int type, int length, String header) {
        byte[] frame = new byte[Frames.LONGEST_HEADER];
        int end = Frames.header(frame, type, length, 0xaabbccdd);
        assertEquals(header, HEX.formatHex(frame, 0, end));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 9, 16, 31, 1000})
    void everyByteIsMaskedByItsPlace(int length) {
        byte[] plain = new byte[length + 5];
        new Random(length).nextBytes(plain);
        byte[] frame = plain.clone();
        byte[] mask = {(byte) 0xf1, 2, (byte) 0x83, 4};
        Frames.mask(frame, 3, length, 0xf1028304);
        for (int i = 0; i < length; i++) {
            plain[3 + i] ^= mask[i % 4];
        }
        assertArrayEquals(plain, frame, "and nothing around them");
    }

    private static FrameReader.Message read(String hex, int passed) throws IOException {
        FrameReader reader = new FrameReader(new Buffer().write(HEX.parseHex(hex)));
        for (int i = 0; i < passed; i++) {
            reader.next();
        }
        return reader.next();
    }

    @ParameterizedTest
    @CsvSource({
        "82026869, 0, 0, 6869",
        "8200, 0, 0, ''",
        "82026869820179, 1, 0, 79",
        "0201610001628001 63, 0, 0, 616263",
        "020161 890170 800162, 0, 9, 70",
        "020161 890170 800162, 1, 0, 6162",
        "02016100008000, 0, 0, 61",
        "880203e8, 0, 8, 03e8",
        "827e0001 61, 0, 0, 61",
        "827f0000000000000001 61, 0, 0, 61"
    })
    void messagesArePutTogether(String hex, int passed, int control, String bytes) throws IOException {
        FrameReader.Message message = read(hex.replace(" ", ""), passed);
        assertEquals(control, message.control());
        assertEquals(bytes, HEX.formatHex(message.bytes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "82", "820261", "c20161", "828100000000 61", "827fffffffffffffffff", "827f0000000001000001"})
    void whatIsNoMessageIsAFailure(String hex) {
        assertThrows(IOException.class, () -> read(hex.replace(" ", ""), 0));
    }

    @Test
    void theFramesOfOneMessageAreBounded() {
        Buffer endless = new Buffer();
        for (int i = 0; i < 17; i++) {
            endless.write(HEX.parseHex("027f0000000000100000")).write(new byte[1 << 20]);
        }
        assertThrows(IOException.class, () -> new FrameReader(endless).next());
    }
}
