package io.d2k.domain.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.volume.VolumeRequest.Access;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeRulesTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "10k, 10240",
        "10K, 10240",
        "3m, 3145728",
        "2g, 2147483648",
        "2GB, 2147483648",
        "2GiB, 2147483648",
        "1t, 1099511627776",
        "1p, 1125899906842624",
        "1Gi, 1073741824",
        "1.5g, 1610612736",
        "2 GB, 2147483648",
        "0, 77"
    })
    void sizesAreRead(String size, long bytes) {
        assertEquals(bytes, bytes(size));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.g", ".5g", "g", "1x", "1  g", "999999999999p"})
    void otherSizesAreRefused(String size) {
        Refusals.invalid("create data: invalid size: '" + size + "'", () -> bytes(size));
    }

    private static long bytes(String size) {
        VolumeRequest request = VolumeOptionsRule.parse("data", Map.of("size", size), 77);
        return request instanceof VolumeRequest.Storage s ? s.bytes() : -1;
    }

    static Stream<Arguments> options() {
        var share = new VolumeRequest.Nfs("192.168.1.4", "/path", List.of(), false, 77);
        return Stream.of(
                arguments(Map.of(), new VolumeRequest.Storage(Optional.empty(), Access.READ_WRITE_ONCE, 77)),
                arguments(
                        Map.of("storage-class", "fast", "access-mode", "RWX", "size", "1k"),
                        new VolumeRequest.Storage(Optional.of("fast"), Access.READ_WRITE_MANY, 1024)),
                arguments(Map.of("type", "nfs", "o", "addr=192.168.1.4,rw", "device", ":/path"), share),
                arguments(Map.of("type", "nfs4", "o", " rw , addr=192.168.1.4", "device", "x:/path"), share),
                arguments(
                        Map.of("type", "nfs", "o", "addr=fd00::1,ro,nfsvers=4,soft", "device", "[fd00::1]:/"),
                        new VolumeRequest.Nfs("fd00::1", "/", List.of("nfsvers=4", "soft"), true, 77)),
                arguments(
                        Map.of("type", "none", "o", "bind", "device", "/srv/data"),
                        new VolumeRequest.HostPath("/srv/data", false)),
                arguments(
                        Map.of("type", "none", "o", "rbind,ro", "device", "/srv/data"),
                        new VolumeRequest.HostPath("/srv/data", true)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void optionsAreRead(Map<String, String> options, VolumeRequest request) {
        assertEquals(request, VolumeOptionsRule.parse("data", options, 77));
    }

    static Stream<Arguments> refusedOptions() {
        return Stream.of(
                arguments(Map.of("foo", "bar"), "create data: invalid option: \"foo\""),
                arguments(Map.of("device", "/dev/sda"), "create data: missing required option: \"type\""),
                arguments(Map.of("type", "nfs"), "create data: missing required option: \"device\""),
                arguments(Map.of("o", "rw"), "create data: missing required option: \"device\""),
                arguments(Map.of("access-mode", "x"), "create data: invalid access-mode: 'x': rwo or rwx"),
                arguments(
                        Map.of("type", "nfs", "device", ":/x", "storage-class", "y"),
                        "create data: invalid option: \"storage-class\": not together with \"type\""),
                arguments(
                        Map.of("type", "nfs", "device", ":/x", "o", "rw"),
                        "NFS volume \"data\": option \"o\" names no server: write o=addr=ADDRESS, and the options of the"
                                + " mount after it"),
                arguments(
                        Map.of("type", "nfs", "device", "/x", "o", "addr=a"),
                        "NFS volume \"data\": device \"/x\" is no path of a server: write device=:/PATH"),
                arguments(
                        Map.of("type", "none", "o", "bind", "device", "x"),
                        "create data: device \"x\" of a bind must be an absolute path"),
                arguments(
                        Map.of("type", "none", "o", "bind", "device", "/srv/../etc"),
                        "create data: device \"/srv/../etc\" of a bind must not contain \"..\""));
    }

    @ParameterizedTest
    @MethodSource("refusedOptions")
    void otherOptionsAreRefused(Map<String, String> options, String words) {
        Refusals.invalid(words, () -> VolumeOptionsRule.parse("data", options, 77));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "cifs", "ext4", "btrfs"})
    void otherFileSystemsAreNotAvailable(String type) {
        EngineException e = assertThrows(
                EngineException.class,
                () -> VolumeOptionsRule.parse("data", Map.of("type", type, "device", type, "o", "size=1m"), 77));
        assertEquals(ErrorKind.UNSUPPORTED, e.kind());
        assertTrue(e.getMessage().startsWith("create data: volumes of type \"" + type + "\" are not available"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "data", "Data_1.x-y", "9x"})
    void namesAreGood(String name) {
        VolumeNameRule.require(name);
    }

    @Test
    void namesAreRefusedInDockersWords() {
        Refusals.invalid(
                "create x: volume name is too short, names should be at least two alphanumeric characters",
                () -> VolumeNameRule.require("x"));
        for (String bad : new String[] {"b@d", "-a", "relative/path", "a b", ".x"}) {
            Refusals.invalid(
                    "create " + bad + ": \"" + bad
                            + "\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\""
                            + " are allowed. If you intended to pass a host directory, use absolute path",
                    () -> VolumeNameRule.require(bad));
        }
    }

    @Test
    void aReportOfFillingTellsWhatHasContentAndWhatIsMissing() {
        FillReport report = FillReport.parse("has data\nlacks cp\n\nnonsense\nhas a.b-c\n");
        assertEquals(List.of("data", "a.b-c"), report.filled());
        assertEquals(List.of("cp"), report.missing());
        assertEquals(new FillReport(List.of(), List.of()), FillReport.parse(""));
    }
}
