package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumesFromRuleTest {
    private static final List<MountDraft> MOUNTS = List.of(
            new MountDraft.Named("data", "/data", true, "ro", "", false, "", Map.of(), Map.of()),
            MountDraft.Anonymous.plain("/anon", ""),
            new MountDraft.Bind("/host", "/h", false, "", "rprivate"),
            new MountDraft.Tmpfs("/tmp", 0, false));
    private static final List<String> VOLUMES = List.of("data", "0123", "", "");

    @ParameterizedTest
    @CsvSource({"box,box,false", "box:ro,box,true", "box:rw,box,false", "'box:z,ro',box,true"})
    void entriesAreRead(String text, String container, boolean readOnly) {
        assertEquals(new VolumesFromRule.Source(container, readOnly), VolumesFromRule.parse(text));
    }

    @Test
    void otherEntriesAreRefused() {
        Refusals.invalid("invalid mode: nosuch", () -> VolumesFromRule.parse("box:nosuch"));
        Refusals.invalid("volumes-from specification cannot be an empty string", () -> VolumesFromRule.parse(""));
        Refusals.invalid("invalid volumes-from specification: :ro", () -> VolumesFromRule.parse(":ro"));
    }

    @Test
    void mountsAreWrittenDown() {
        Warnings warnings = new Warnings();
        var source = new VolumesFromRule.Source("box", false);
        assertEquals(
                List.of("data:/data:ro", "0123:/anon", "/host:/h"),
                VolumesFromRule.binds(source, MOUNTS, VOLUMES, warnings));
        assertEquals(1, warnings.list().size(), "of the memory");
        var readOnly = new VolumesFromRule.Source("box", true);
        assertEquals(
                List.of("data:/data:ro", "0123:/anon:ro", "/host:/h:ro"),
                VolumesFromRule.binds(readOnly, MOUNTS, VOLUMES, warnings));
    }

    @Test
    void aPartOfAVolumeCannotBeTakenOver() {
        var part = new MountDraft.Named("data", "/data", true, "", "sub", false, "", Map.of(), Map.of());
        EngineException e = assertThrows(
                EngineException.class,
                () -> VolumesFromRule.binds(
                        new VolumesFromRule.Source("box", false), List.of(part), List.of("data"), new Warnings()));
        assertEquals(ErrorKind.UNSUPPORTED, e.kind());
    }

    @Test
    void ownMountsCoverThem() {
        StorageSpec own = new StorageSpec(List.of("own:/data"), List.of(), Map.of(), List.of(), List.of("box"), "");
        List<MountDraft> drafts = MountRule.translate(own, List.of("data:/data", "more:/more"), List.of("/more"));
        assertEquals(
                List.of("/data", "/more"),
                drafts.stream().map(MountDraft::target).toList());
        assertEquals("own", ((MountDraft.Named) drafts.get(0)).name());
        assertEquals(true, ((MountDraft.Named) drafts.get(1)).noCopy(), "nothing is copied into it");
    }
}
