package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MountRuleTest {
    private static StorageSpec binds(String... binds) {
        return new StorageSpec(List.of(binds), List.of(), Map.of(), List.of(), List.of(), "");
    }

    static Stream<Arguments> mounts() {
        return Stream.of(
                arguments("/data", MountDraft.Anonymous.plain("/data", "")),
                arguments("data:/data", named("data", "/data", false, "", false)),
                arguments("data:/data/", named("data", "/data", false, "", false)),
                arguments("data:/a/../b//c", named("data", "/b/c", false, "", false)),
                arguments("data:/data:ro", named("data", "/data", true, "ro", false)),
                arguments("data:/data:nocopy,z", named("data", "/data", false, "nocopy,z", true)),
                arguments("/host:/data", new MountDraft.Bind("/host", "/data", false, "", "rprivate")),
                arguments(
                        "/host/:/data:ro,rslave", new MountDraft.Bind("/host", "/data", true, "ro,rslave", "rslave")));
    }

    private static MountDraft named(String name, String target, boolean readOnly, String mode, boolean noCopy) {
        return new MountDraft.Named(name, target, readOnly, mode, "", noCopy, "", Map.of(), Map.of());
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void bindsAreRead(String bind, MountDraft expected) {
        assertEquals(List.of(expected), MountRule.translate(binds(bind), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a:/b:ro:x | invalid volume specification: 'a:/b:ro:x'
            :/b | invalid volume specification: ':/b'
            /foo:rw | invalid volume specification: '/foo:rw'
            foo:ro | invalid volume specification: 'foo:ro'
            data:/data:wrong | invalid mode: wrong
            data:/data:ro, | invalid mode: ro,
            data:/data:ro,rw | invalid mode: ro,rw
            /srv:/data:z,Z | invalid mode: z,Z
            data: | invalid volume specification: 'data:'
            data:/data:rshared | invalid volume specification: 'data:/data:rshared': invalid mount config for type "volume": field BindOptions must not be specified
            /srv:/data:ro,nocopy | invalid volume specification: '/srv:/data:ro,nocopy': invalid mount config for type "bind": field VolumeOptions must not be specified
            data:relative | invalid volume specification: 'data:relative': invalid mount config for type "volume": invalid mount path: 'relative' mount path must be absolute
            data:/ | invalid volume specification: 'data:/': invalid mount config for type "volume": invalid specification: destination can't be '/'
            """)
    void bindsAreRefusedInDockersWords(String bind, String message) {
        Refusals.refused(ErrorKind.UNCLASSED, message, () -> MountRule.translate(binds(bind), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .   | invalid mount path: '.' mount path must be absolute
            foo | invalid mount path: 'foo' mount path must be absolute
            /   | invalid specification: destination can't be '/'
            //  | invalid specification: destination can't be '/'
            """)
    void memoryIsRefusedInDockersWords(String target, String message) {
        StorageSpec spec = new StorageSpec(List.of(), List.of(), Map.of(target, ""), List.of(), List.of(), "");
        Refusals.invalid(message, () -> MountRule.translate(spec, List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            data | ../x      | invalid mount config for type "volume": subpath must be a relative path within the volume
            data | a/../../x | invalid mount config for type "volume": subpath must be a relative path within the volume
            data | /x        | invalid mount config for type "volume": subpath must be a relative path within the volume
            ''   | x         | invalid mount config for type "volume": must not set Subpath when using anonymous volumes
            """)
    void partsOutsideOfTheVolumeAreRefused(String source, String part, String message) {
        Refusals.invalid(message, () -> MountRule.translate(part(source, part), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a/../b | b
            a//b/  | a/b
            .      | ''
            """)
    void partsAreWrittenAsKubernetesTakesThem(String part, String expected) {
        MountDraft draft =
                MountRule.translate(part("data", part), List.of(), List.of()).getFirst();
        assertEquals(expected, ((MountDraft.Named) draft).subPath());
    }

    private static StorageSpec part(String source, String subPath) {
        MountRequest m = new MountRequest(
                "volume",
                source,
                "/data",
                false,
                false,
                subPath,
                Map.of(),
                "",
                Map.of(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                "");
        return new StorageSpec(List.of(), List.of(m), Map.of(), List.of(), List.of(), "");
    }

    private static StorageSpec mount(String type, String source, String target) {
        return mount(type, source, target, true);
    }

    private static StorageSpec mount(String type, String source, String target, boolean readOnly) {
        MountRequest m = new MountRequest(
                type,
                source,
                target,
                readOnly,
                false,
                source.isEmpty() ? "" : "sub",
                Map.of("a", "b"),
                "",
                Map.of(),
                OptionalLong.of(9),
                OptionalInt.empty(),
                "");
        return new StorageSpec(List.of(), List.of(m), Map.of(), List.of(), List.of(), "");
    }

    @Test
    void mountsAreRead() {
        assertEquals(
                List.of(new MountDraft.Named("data", "/data", true, "", "sub", false, "", Map.of("a", "b"), Map.of())),
                MountRule.translate(mount("volume", "data", "/data"), List.of(), List.of()));
        assertEquals(
                List.of(new MountDraft.Anonymous("/data", false, "z", false, "", Map.of("a", "b"), Map.of())),
                MountRule.translate(mount("volume", "", "/data", false), List.of(), List.of()));
        assertEquals(
                List.of(new MountDraft.Bind("/host", "/data", true, "", "rprivate")),
                MountRule.translate(mount("bind", "/host", "/data"), List.of(), List.of()));
        assertEquals(
                List.of(new MountDraft.Tmpfs("/data", 9, true)),
                MountRule.translate(mount("tmpfs", "", "/data"), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            volume | data | '' | field Target must not be empty
            volume | data | data | invalid mount path: 'data' mount path must be absolute
            volume | '' | /x | must not set ReadOnly mode when using anonymous volumes
            volume | data | / | invalid specification: destination can't be '/'
            bind | '' | /x | field Source must not be empty
            bind | rel | /x | invalid mount path: 'rel' mount path must be absolute
            tmpfs | x | /x | field Source must not be specified
            nonsense | '' | /x | mount type unknown
            """)
    void mountsAreRefusedInDockersWords(String type, String source, String target, String message) {
        Refusals.invalid(
                "invalid mount config for type \"" + type + "\": " + message,
                () -> MountRule.translate(mount(type, source, target), List.of(), List.of()));
    }

    @Test
    void aTmpfsTakesThePlaceOfAMountAndIsRefusedForABind() {
        StorageSpec mount = mount("volume", "data", "/data");
        assertEquals(
                List.of(new MountDraft.Tmpfs("/data", 1, false)),
                MountRule.translate(with(mount, "/data"), List.of(), List.of()));
        assertEquals(
                MountRule.translate(mount, List.of(), List.of()),
                MountRule.translate(with(mount, "/data/"), List.of(), List.of()),
                "below the mount");
        assertEquals(
                List.of(new MountDraft.Tmpfs("/data", 1, false)),
                MountRule.translate(with(binds(), "/data"), List.of("other:/data"), List.of("/data")));
        StorageSpec bind =
                new StorageSpec(List.of("data:/data"), List.of(), Map.of("/data", ""), List.of(), List.of(), "");
        Refusals.invalid("Duplicate mount point: /data", () -> MountRule.translate(bind, List.of(), List.of()));
        StorageSpec twice = new StorageSpec(
                List.of("data:/data"), mount("tmpfs", "", "/data/").mounts(), Map.of(), List.of(), List.of(), "");
        Refusals.invalid("Duplicate mount point: /data/", () -> MountRule.translate(twice, List.of(), List.of()));
    }

    private static StorageSpec with(StorageSpec storage, String tmpfs) {
        return new StorageSpec(storage.binds(), storage.mounts(), Map.of(tmpfs, "size=1"), List.of(), List.of(), "");
    }

    @Test
    void aVolumeWithARelativeTargetLiesBelowTheRoot() {
        assertEquals(
                List.of(MountDraft.Anonymous.plain("/other", "")),
                MountRule.translate(binds(), List.of(), List.of("other")));
    }

    @Test
    void imageVolumesFillWhatNothingCovers() {
        assertEquals(
                List.of(named("data", "/state", false, "", false), MountDraft.Anonymous.plain("/other", "")),
                MountRule.translate(binds("data:/state"), List.of(), List.of("/state/", "/other")));
        Refusals.invalid(
                "Duplicate mount point: /data",
                () -> MountRule.translate(binds("data:/data", "other:/data/"), List.of(), List.of()));
    }
}
