package io.d2k.docker.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.d2k.domain.stats.StatsView;
import io.d2k.domain.stats.StatsView.Sample;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StatsEncoderTest {
    private static final Sample SAMPLE = new Sample(Instant.parse("2026-11-27T10:00:01Z"), 7, 90, 2, 4096, 1 << 20);

    /** Bollard's {@code MemoryStatsStatsV2}, which has no optional field and takes no other. */
    private static final Set<String> ALL_OR_NONE = Set.of(
            "anon,file,kernel_stack,slab,sock,shmem,file_mapped,file_dirty,file_writeback,anon_thp,inactive_anon,active_anon,inactive_file,active_file,unevictable,slab_reclaimable,slab_unreclaimable,pgfault,pgmajfault,workingset_refault,workingset_activate,workingset_nodereclaim,pgrefill,pgscan,pgsteal,pgactivate,pgdeactivate,pglazyfree,pglazyfreed,thp_fault_alloc,thp_collapse_alloc"
                    .split(","));

    @Test
    void figuresOfMemoryAreThoseOfOneVersionOfControlGroups() {
        JsonNode memory = StatsEncoder.encode(new StatsView("id", "web", Optional.of(SAMPLE), Optional.empty()))
                .get("memory_stats");

        Set<String> names = new TreeSet<>();
        memory.get("stats").fieldNames().forEachRemaining(names::add);
        assertEquals(new TreeSet<>(ALL_OR_NONE), names);
        assertEquals(4096, memory.get("usage").asLong());
        assertEquals(0, memory.get("stats").get("inactive_file").asLong(), "nothing is to be taken off the usage");
    }

    @Test
    void whatDoesNotRunHasNoFigures() {
        JsonNode stats = StatsEncoder.encode(new StatsView("id", "web", Optional.empty(), Optional.empty()));

        assertTrue(stats.get("memory_stats").isEmpty(), stats::toString);
        assertFalse(stats.get("cpu_stats").has("system_cpu_usage"), stats::toString);
        assertEquals("/web", stats.get("name").asText());
    }
}
