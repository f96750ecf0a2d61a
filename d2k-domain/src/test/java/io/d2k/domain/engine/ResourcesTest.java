package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.volume.VolumeRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Volumes, and the counts of all resources. */
@Timeout(180)
class ResourcesTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs box() {
        return Specs.of("busybox").cmd("sleep", "9");
    }

    private static Filters filter(String name, String... values) {
        return new Filters(Map.of(name, List.of(values)));
    }

    private List<String> volumes(Filters filters) {
        return f.engine.volumes().list(filters).stream().map(VolumeRecord::name).toList();
    }

    @Test
    void volumesAreMadeFoundAndRemoved() {
        var volumes = f.engine.volumes();
        VolumeRecord data = volumes.create("data", "local", Map.of("size", "2g"), Map.of("app", "db"))
                .volume();
        assertEquals(2L << 30, data.capacityBytes());
        assertEquals(data, volumes.create("data", "", Map.of(), Map.of()).volume(), "one of a name");
        VolumeRecord unnamed =
                volumes.create("", "", Map.of(), Map.of("a", "b")).volume();
        assertTrue(unnamed.name().matches("[0-9a-f]{64}"));
        assertEquals(Map.of("a", "b", "com.docker.volume.anonymous", ""), unnamed.labels());
        assertEquals(data, volumes.inspect("data"));
        assertEquals(List.of("data"), volumes(filter("label", "app=db")));
        assertEquals(List.of("data"), volumes(filter("name", "at")));
        assertEquals(List.of("data"), volumes(filter("name", "^data$")), "a pattern");
        assertEquals(List.of(), volumes(filter("name", "^at")));
        assertEquals(List.of(), volumes(filter("name", "[")), "no pattern");
        volumes.remove("data", false);
        Fixture.refused(ErrorKind.NOT_FOUND, "get data: no such volume", () -> volumes.remove("data", false));
        volumes.remove("data", true);
        Fixture.refused(ErrorKind.NOT_FOUND, "get data: no such volume", () -> volumes.inspect("data"));
        Fixture.refused(ErrorKind.INVALID, "invalid filter 'nosuch'", () -> volumes(filter("nosuch", "1")));
        Fixture.refused(ErrorKind.INVALID, "invalid filter 'label!'", () -> volumes(filter("label!", "app")));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "create x1: error looking up volume plugin nfs: plugin \"nfs\" not found",
                () -> volumes.create("x1", "nfs", Map.of(), Map.of()));
        EngineException nameless =
                assertThrows(EngineException.class, () -> volumes.create("", "nfs", Map.of(), Map.of()));
        assertTrue(nameless.getMessage().matches("create [0-9a-f]{64}: error looking up .*"), nameless::getMessage);
        volumes.create("there", "local", Map.of(), Map.of());
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "create there: error looking up volume plugin nfs: plugin \"nfs\" not found",
                () -> f.create("one", box().volume("there", "/d", "nfs")));
    }

    @Test
    void volumesInUseStay() {
        String first = f.create("one", box().binds("data:/data"));
        String second = f.run("two", box().binds("data:/data"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "remove data: volume is in use - [" + second + ", " + first + "]",
                () -> f.engine.volumes().remove("data", false));
        assertEquals(List.of("data"), volumes(filter("dangling", "false")));
        assertEquals(List.of(), f.engine.volumes().prune(filter("all", "true")));
        f.containers.remove("two", true, true);
        f.containers.remove("one", false, true);
        assertEquals(List.of("data"), volumes(filter("dangling", "1")));
        assertEquals(List.of(), f.engine.volumes().prune(Filters.NONE), "named ones stay");
        assertEquals(List.of("data"), f.engine.volumes().prune(filter("all", "1")));
    }

    @Test
    void infoCounts() {
        f.create("one", box());
        f.run("two", box());
        var info = f.engine.system().info();
        assertEquals(2, info.containers());
        assertEquals(1, info.running());
        assertTrue(f.engine.system().awaitReady(Duration.ZERO));
    }
}
