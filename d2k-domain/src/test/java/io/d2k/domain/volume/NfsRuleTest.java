package io.d2k.domain.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.Warnings;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NfsRuleTest {
    private static StorageClass nfs(String name, String... parameters) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return new StorageClass(name, NfsRule.PROVISIONER, map, List.of("nfsvers=4"));
    }

    private static final List<StorageClass> CLASSES = List.of(
            new StorageClass("other", "example.com/nfs", Map.of("server", "10.0.0.9"), List.of()),
            nfs("b-root", "server", "10.0.0.1", "share", "/"),
            nfs("a-exports", "server", "10.0.0.1", "share", "/exports"),
            nfs("deep", "server", "10.0.0.1", "share", "/exports/deep/"),
            nfs("exact", "server", "10.0.0.1", "share", "/", "subDir", "exports/data"),
            nfs("per-claim", "server", "10.0.0.1", "share", "/vols", "subDir", "${pvc.metadata.name}"),
            nfs("named", "server", "NFS.example.org."),
            nfs("six", "server", "[fd00::0:1]", "share", "/x"));

    static Stream<Arguments> choices() {
        String own =
                "StorageClass \"%s\" gives it a directory of its own below %s of the server. What lies in %s is not seen.";
        return Stream.of(
                arguments("10.0.0.1", "/exports/data", "exact", ""),
                arguments("10.0.0.1", "/vols/db-data", "per-claim", ""),
                arguments("10.0.0.1", "/exports/x", "a-exports", own.formatted("a-exports", "/exports", "/exports/x")),
                arguments(
                        "10.0.0.1", "/exports/deep", "deep", own.formatted("deep", "/exports/deep/", "/exports/deep")),
                arguments("10.0.0.1", "/exportsx", "b-root", own.formatted("b-root", "/", "/exportsx")),
                arguments("nfs.EXAMPLE.org", "/y", "named", own.formatted("named", "/", "/y")),
                arguments("fd00::1", "/y", "six", own.formatted("six", "/x", "/y")));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void theServerDecidesAndThenThePath(String server, String path, String name, String warning) {
        Warnings warnings = new Warnings();
        var asked = new VolumeRequest.Nfs(server, path, List.of("nfsvers=4"), false, 1);
        assertEquals(
                name,
                NfsRule.choose("db_data", "db-data", asked, Optional.of(CLASSES), warnings)
                        .name());
        assertEquals(warning.isEmpty() ? List.of() : List.of("NFS volume \"db_data\": " + warning), warnings.list());
    }

    @Test
    void mountOptionsThatTheClassLacksAreTold() {
        Warnings warnings = new Warnings();
        var asked = new VolumeRequest.Nfs("10.0.0.1", "/exports/data", List.of("nfsvers=4", "soft", "x"), false, 1);
        NfsRule.choose("data", "data", asked, Optional.of(CLASSES), warnings);
        assertEquals(
                List.of("NFS volume \"data\": mount options are those of StorageClass \"exact\", which has no soft,x."),
                warnings.list());
    }

    @ParameterizedTest
    @MethodSource("unknownServers")
    void aServerWithoutAClassBlocks(List<StorageClass> classes) {
        var asked = new VolumeRequest.Nfs("192.168.1.4", "/path", List.of(), false, 1);
        Refusals.invalid(
                "NFS volume \"db-data\": no StorageClass with provisioner \"nfs.csi.k8s.io\" and server=\"192.168.1.4\""
                        + " found in cluster",
                () -> NfsRule.choose("db-data", "db-data", asked, Optional.of(classes), new Warnings()));
    }

    static Stream<List<StorageClass>> unknownServers() {
        return Stream.of(
                List.of(),
                CLASSES,
                List.of(new StorageClass("x", "example.com/nfs", Map.of("server", "192.168.1.4"), List.of())));
    }

    @Test
    void unseenClassesBlockToo() {
        var asked = new VolumeRequest.Nfs("192.168.1.4", "/path", List.of(), false, 1);
        EngineException e = assertThrows(
                EngineException.class, () -> NfsRule.choose("data", "data", asked, Optional.empty(), new Warnings()));
        assertEquals(ErrorKind.FORBIDDEN, e.kind());
    }

    @Test
    void theStartTellsOfServers() {
        assertEquals(
                "NFS servers found: 10.0.0.1:/ (StorageClass b), 10.0.0.2:/e (StorageClass a)",
                NfsRule.servers(Optional.of(List.of(
                        nfs("a", "server", "10.0.0.2", "share", "/e"),
                        nfs("b", "server", "10.0.0.1"),
                        CLASSES.get(0)))));
        assertEquals(
                "NFS servers found: none (no StorageClass has the provisioner nfs.csi.k8s.io)",
                NfsRule.servers(Optional.of(List.of())));
        assertEquals(
                "NFS servers are not known: d2k may not see the StorageClasses of the cluster",
                NfsRule.servers(Optional.empty()));
    }
}
