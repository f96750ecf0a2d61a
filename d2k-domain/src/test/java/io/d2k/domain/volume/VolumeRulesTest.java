package io.d2k.domain.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "'', 77"
    })
    void sizesAreRead(String size, long bytes) {
        assertEquals(bytes, VolumeSizeRule.bytes("data", Map.of("size", size), 77));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5g", "g", "1x", "999999999999p"})
    void otherSizesAreRefused(String size) {
        Refusals.invalid(
                "create data: invalid size: '" + size + "'",
                () -> VolumeSizeRule.bytes("data", Map.of("size", size), 77));
    }

    @Test
    void otherOptionsAreRefused() {
        assertEquals(77, VolumeSizeRule.bytes("data", Map.of(), 77));
        Refusals.invalid(
                "create data: invalid option: \"device\": volumes are claims of the cluster's default storage class,"
                        + " only size can be chosen",
                () -> VolumeSizeRule.bytes("data", Map.of("device", "/dev/sda"), 77));
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
