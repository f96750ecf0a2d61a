package io.d2k.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void countersAreToldApartByTheirLabels() {
        metrics.count("c", "Help.", "a", "x\"\\\n");
        metrics.count("c", "Help.", "a", "x\"\\\n");
        assertEquals("# HELP c Help.\n# TYPE c counter\nc{a=\"x\\\"\\\\\\n\"} 2\n", metrics.text());
    }

    @Test
    void gaugesAreReadWhenAskedFor() {
        double[] value = {1};
        metrics.gauge("g", "Help.", () -> value[0]);
        value[0] = 2.5;
        assertEquals("# HELP g Help.\n# TYPE g gauge\ng 2.5\n", metrics.text());
    }

    @Test
    void bucketsAddUp() {
        metrics.time("h", "Help.", Duration.ofMillis(1));
        metrics.time("h", "Help.", Duration.ofMillis(300));
        metrics.time("h", "Help.", Duration.ofHours(1));
        assertEquals("""
                # HELP h Help.
                # TYPE h histogram
                h_bucket{le="0.001"} 1
                h_bucket{le="0.005"} 1
                h_bucket{le="0.01"} 1
                h_bucket{le="0.05"} 1
                h_bucket{le="0.1"} 1
                h_bucket{le="0.5"} 2
                h_bucket{le="1"} 2
                h_bucket{le="5"} 2
                h_bucket{le="10"} 2
                h_bucket{le="60"} 2
                h_bucket{le="+Inf"} 3
                h_sum 3600.301
                h_count 3
                """, metrics.text());
    }
}
