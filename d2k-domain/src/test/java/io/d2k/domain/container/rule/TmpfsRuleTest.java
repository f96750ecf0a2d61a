package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.StorageSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TmpfsRuleTest {
    @ParameterizedTest
    @CsvSource({
        "'', 0, false",
        "'rw,size=10', 10, false",
        "size=1k, 1024, false",
        "'size=2M,mode=700', 2097152, false",
        "size=1g, 1073741824, false",
        "size=50%, 0, false",
        "size=999999999999g, 0, false",
        "ro, 0, true",
        "'ro,noexec,size=1k', 1024, true",
        "'ro,rw', 0, false"
    })
    void optionsAreRead(String options, long bytes, boolean readOnly) {
        assertEquals(new MountDraft.Tmpfs("/scratch", bytes, readOnly), TmpfsRule.read("/scratch", options));
    }

    private static StorageSpec tmpfs(String options) {
        return new StorageSpec(List.of(), List.of(), Map.of("/scratch", options), List.of(), List.of(), "");
    }

    @ParameterizedTest
    @CsvSource({"foo, foo", "size, size", "mode, mode", "RO, RO", "foo=3, foo", "=3, ''", "'size=x,foo', foo"})
    void anOptionThatNoTmpfsHasFailsTheStart(String options, String name) {
        assertEquals(Optional.of("invalid tmpfs option \"" + name + "\""), TmpfsRule.refusal(tmpfs("rw," + options)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=x", "size=-1", "size=", "size=1kk", "mode=9", "mode=", "uid=x", "nr_inodes=5%"})
    void aValueThatTheKernelDoesNotTakeFailsTheStart(String option) {
        String words = TmpfsRule.refusal(tmpfs("noexec,gid=7," + option)).orElseThrow();
        assertTrue(
                words.endsWith("error mounting \"tmpfs\" to rootfs at \"/scratch\": mount tmpfs:/scratch, data: gid=7,"
                        + option + ": invalid argument: unknown"),
                words);
        TmpfsRule.read("/scratch", option);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rw,noexec", "ro,rw", "size=50%", "size=1T", "mode=1777,uid=5,gid=6", "mpol=local"})
    void whatEveryTmpfsHasIsTaken(String options) {
        assertEquals(Optional.empty(), TmpfsRule.refusal(tmpfs(options)));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            '', -
            'rw,exec,size=1m', -
            'ro', -
            'mode=1777', -
            'mode=0777', -
            'mode=700', mode=700
            'uid=5', uid=5
            'size=1m,noexec', noexec
            'size=50%', size=50%
            'size=999999999999g', size=999999999999g
            'foo=1,size=x', -
            """)
    void whatIsNotCarriedOverIsSaid(String options, String ignored) {
        Warnings warnings = new Warnings();
        TmpfsRule.judge(
                new StorageSpec(List.of(), List.of(), Map.of("/scratch", options), List.of(), List.of(), ""), warnings);
        assertEquals(ignored == null ? List.of() : List.of(warning(ignored)), warnings.list());
    }

    @Test
    void modesOfMountsAreSaidToo() {
        Warnings warnings = new Warnings();
        TmpfsRule.judge(
                new StorageSpec(List.of(), List.of(mode(0700), mode(01777)), Map.of(), List.of(), List.of(), ""),
                warnings);
        assertEquals(List.of(warning("mode=700")), warnings.list());
    }

    private static String warning(String option) {
        return "Kubernetes has no counterpart of the tmpfs option " + option + " of /scratch. It was ignored.";
    }

    private static MountRequest mode(int mode) {
        return new MountRequest(
                "tmpfs",
                "",
                "/scratch",
                false,
                false,
                "",
                Map.of(),
                "",
                Map.of(),
                OptionalLong.empty(),
                OptionalInt.of(mode),
                "");
    }
}
