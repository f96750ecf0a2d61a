package io.d2k.server.observe;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What the JVM and the process use. Everything is looked up when it is asked for, so that the start costs nothing. */
final class ProcessMetrics {
    private static final int PAGE = 4096;

    private ProcessMetrics() {}

    static void addTo(Metrics metrics) {
        Runtime runtime = Runtime.getRuntime();
        metrics.gauge(
                "jvm_memory_used_bytes",
                "Memory in use.",
                () -> runtime.totalMemory() - runtime.freeMemory(),
                "area",
                "heap");
        metrics.gauge("jvm_memory_committed_bytes", "Memory reserved.", runtime::totalMemory, "area", "heap");
        metrics.gauge("jvm_memory_max_bytes", "Limit of memory.", runtime::maxMemory, "area", "heap");
        metrics.gauge(
                "jvm_threads_current",
                "Platform threads.",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        metrics.total(
                "jvm_gc_collections_total",
                "Garbage collections.",
                () -> collectors(GarbageCollectorMXBean::getCollectionCount));
        metrics.total(
                "jvm_gc_seconds_total",
                "Time in garbage collections.",
                () -> collectors(GarbageCollectorMXBean::getCollectionTime) / 1000.0);
        metrics.total(
                "process_cpu_seconds_total",
                "Processor time.",
                () -> ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / 1000.0);
        metrics.gauge("process_resident_memory_bytes", "Resident memory.", ProcessMetrics::resident);
        metrics.gauge("process_open_fds", "Open file descriptors.", ProcessMetrics::descriptors);
        metrics.gauge(
                "process_start_time_seconds",
                "Start, in seconds since 1970.",
                () -> ProcessHandle.current()
                        .info()
                        .startInstant()
                        .orElse(Instant.EPOCH)
                        .getEpochSecond());
    }

    private static double collectors(ToLongFunction<GarbageCollectorMXBean> value) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(value)
                .sum();
    }

    /** Pages are of 4 KiB on the platforms that d2k's image is made for; not a number elsewhere than on Linux. */
    private static double resident() {
        try {
            return Double.parseDouble(
                            Files.readString(Path.of("/proc/self/statm")).split(" ")[1])
                    * PAGE;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static double descriptors() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
