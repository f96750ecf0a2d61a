package io.d2k.domain.engine;

import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarReader;
import io.d2k.domain.file.TarWriter;
import io.d2k.domain.port.in.Files.Placement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of {@code docker cp}, with a container {@code box} whose processes are those of this machine. */
abstract class FilesCase {
    final Fixture f = new Fixture();

    @TempDir
    Path dir;

    final LocalProcesses processes = new LocalProcesses();
    ContainerFiles files;

    @BeforeEach
    void begin() {
        files = new ContainerFiles(
                new ContainerLookup(f.cluster.containers),
                new JustEnded(new ContainerWatch(f.cluster.containers)),
                processes,
                f.cluster.startFiles,
                timer -> new FileViewing(
                        f.cluster.views,
                        new VolumeFilling(f.cluster.volumes),
                        new LayerPlacing(new LocalProcesses(), Duration.ofMillis(10)),
                        layers(),
                        timer,
                        Bounded.LIMIT),
                viewing -> new ContainerDiff(
                        "task"::equals, layers(), f.cluster.startFiles, new LocalProcesses(), viewing),
                new ContainerEvents(new EventLog(f.cluster.clock), new AttachedReaders()));
        f.run("box", Specs.of("busybox").cmd("sleep", "100"));
    }

    private KeptLayers layers() {
        return new KeptLayers(
                f.cluster.views, new LocalProcesses(), EngineSettings.HostPaths.ANY, f.cluster.info::serverVersion);
    }

    @AfterEach
    void close() {
        files.close();
        f.close();
    }

    static TarEntry entry(char type, String name, long size) {
        return new TarEntry(type, name, 0750, ids("uid"), ids("gid"), size, 1_700_000_000, "", 0, 0);
    }

    private static long ids(String attribute) {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:" + attribute)).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] tar(TarEntry entry, byte[] content) {
        try {
            var bytes = new ByteArrayOutputStream();
            var writer = new TarWriter(bytes);
            writer.begin(entry);
            writer.content().write(content);
            writer.end();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(String path, boolean careful, byte[] archive) {
        putInto("box", path, careful, archive);
    }

    void putInto(String container, String path, boolean careful, byte[] archive) {
        try {
            files.extract(container, new Placement(path, careful, false), new ByteArrayInputStream(archive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> names(String path) throws IOException {
        return namesIn("box", path);
    }

    List<String> namesIn(String container, String path) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var archive = files.open(container, path)) {
            archive.writeTo(bytes);
        }
        var reader = new TarReader(new ByteArrayInputStream(bytes.toByteArray()));
        var names = new ArrayList<String>();
        for (Optional<TarEntry> e = reader.next(); e.isPresent(); e = reader.next()) {
            names.add(e.get().name());
        }
        return names.stream().sorted().toList();
    }
}
