package io.d2k.docker.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux counts of this process, as {@code docker info} shows it of an engine; -1 where there is no {@code /proc}. */
final class ProcessCounts {
    private static final Path SELF = Path.of("/proc/self");

    private ProcessCounts() {}

    /** Returns the number of open files and sockets. */
    static long files() {
        return entries("fd");
    }

    /** Returns the number of threads of the system. */
    static long threads() {
        return entries("task");
    }

    private static long entries(String directory) {
        try (Stream<Path> entries = Files.list(SELF.resolve(directory))) {
            return entries.count();
        } catch (IOException e) {
            return -1;
        }
    }
}
