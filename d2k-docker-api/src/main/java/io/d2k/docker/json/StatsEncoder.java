package io.d2k.docker.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.stats.StatsView;
import io.d2k.domain.stats.StatsView.Sample;
import java.util.List;
import java.util.Optional;

/** Writes what {@code GET /containers/ID/stats} answers, in the Docker Engine's order. */
public final class StatsEncoder {
    private static final List<String> BLOCK_FIGURES = List.of(
            "io_service_bytes_recursive",
            "io_serviced_recursive",
            "io_queue_recursive",
            "io_service_time_recursive",
            "io_wait_time_recursive",
            "io_merged_recursive",
            "io_time_recursive",
            "sectors_recursive");

    /** Those of a control group of version 2 (moby {@code statsV2}): some clients take all of them or none. */
    private static final List<String> MEMORY_FIGURES = List.of(
            "active_anon",
            "active_file",
            "anon",
            "anon_thp",
            "file",
            "file_dirty",
            "file_mapped",
            "file_writeback",
            "inactive_anon",
            "inactive_file",
            "kernel_stack",
            "pgactivate",
            "pgdeactivate",
            "pgfault",
            "pglazyfree",
            "pglazyfreed",
            "pgmajfault",
            "pgrefill",
            "pgscan",
            "pgsteal",
            "shmem",
            "slab",
            "slab_reclaimable",
            "slab_unreclaimable",
            "sock",
            "thp_collapse_alloc",
            "thp_fault_alloc",
            "unevictable",
            "workingset_activate",
            "workingset_nodereclaim",
            "workingset_refault");

    private StatsEncoder() {}

    /** Writes one set of figures; what the cluster does not tell (disks, networks, processes) has no entries or is 0. */
    public static ObjectNode encode(StatsView view) {
        ObjectNode out = DockerJson.object().put("read", time(view.now())).put("preread", time(view.before()));
        out.putObject("pids_stats");
        ObjectNode blocks = out.putObject("blkio_stats");
        BLOCK_FIGURES.forEach(blocks::putArray);
        out.put("num_procs", 0);
        out.putObject("storage_stats");
        cpu(out.putObject("cpu_stats"), view.now());
        cpu(out.putObject("precpu_stats"), view.before());
        ObjectNode memory = out.putObject("memory_stats");
        view.now().ifPresent(s -> {
            memory.put("usage", s.memoryBytes());
            // the cluster tells the working set alone, from which what can be taken back at once has been left out
            // already
            ObjectNode figures = memory.putObject("stats");
            MEMORY_FIGURES.forEach(figure -> figures.put(figure, 0));
            memory.put("limit", s.memoryLimit());
        });
        out.put("name", "/" + view.name()).put("id", view.id());
        out.putObject("networks");
        return out;
    }

    private static String time(Optional<Sample> sample) {
        return GoTime.nanos(sample.map(Sample::read));
    }

    private static void cpu(ObjectNode out, Optional<Sample> sample) {
        ObjectNode usage = out.putObject("cpu_usage")
                .put("total_usage", sample.map(Sample::cpuNanos).orElse(0L));
        usage.put("usage_in_kernelmode", 0)
                .put("usage_in_usermode", sample.map(Sample::cpuNanos).orElse(0L));
        sample.ifPresent(s -> out.put("system_cpu_usage", s.systemNanos()).put("online_cpus", s.cpus()));
        out.putObject("throttling_data")
                .put("periods", 0)
                .put("throttled_periods", 0)
                .put("throttled_time", 0);
    }
}
