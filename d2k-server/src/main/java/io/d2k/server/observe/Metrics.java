package io.d2k.server.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Counters, durations and gauges, written in the text format of Prometheus. A registry of some hundred lines: what there
 * is to count is known, and a library for it would cost more memory and time to start than all of d2k's own metrics.
 */
public final class Metrics {
    /** Upper bounds, in seconds. */
    private static final double[] BUCKETS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60};

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    /** Labels with their values, as {@code a="b",c="d"}. */
    private static String labels(String... pairs) {
        var text = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            String value =
                    pairs[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            text.append(text.isEmpty() ? "" : ",")
                    .append(pairs[i])
                    .append("=\"")
                    .append(value)
                    .append('"');
        }
        return text.toString();
    }

    private Family family(String name, String type, String help) {
        return families.computeIfAbsent(name, n -> new Family(type, help));
    }

    /** Adds one to a counter. */
    public void count(String name, String help, String... labels) {
        family(name, "counter", help)
                .counters
                .computeIfAbsent(labels(labels), l -> new LongAdder())
                .increment();
    }

    /** Adds a duration to a histogram. */
    public void time(String name, String help, Duration took, String... labels) {
        family(name, "histogram", help)
                .histograms
                .computeIfAbsent(labels(labels), l -> new Histogram())
                .add(took);
    }

    /** Has a value read each time that the metrics are asked for. */
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        family(name, "gauge", help).gauges.put(labels(labels), value);
    }

    /** The same for a value that only grows. */
    public void total(String name, String help, DoubleSupplier value, String... labels) {
        family(name, "counter", help).gauges.put(labels(labels), value);
    }

    /** Returns everything in the text format. */
    public String text() {
        var out = new StringBuilder(4096);
        families.forEach((name, family) -> {
            out.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
            out.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
            family.counters.forEach((labels, value) -> line(out, name, labels, String.valueOf(value.sum())));
            family.gauges.forEach((labels, value) -> line(out, name, labels, number(value.getAsDouble())));
            family.histograms.forEach((labels, value) -> value.write(out, name, labels));
        });
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String labels, String value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static final class Family {
        final String type;
        final String help;
        final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
        final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
        final Map<String, Histogram> histograms = new ConcurrentHashMap<>();

        Family(String type, String help) {
            this.type = type;
            this.help = help;
        }
    }

    private static final class Histogram {
        private final AtomicLongArray counts = new AtomicLongArray(BUCKETS.length + 1);
        private final LongAdder nanos = new LongAdder();

        void add(Duration took) {
            double seconds = took.toNanos() / 1e9;
            int bucket = 0;
            while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]) {
                bucket++;
            }
            counts.incrementAndGet(bucket);
            nanos.add(took.toNanos());
        }

        void write(StringBuilder out, String name, String labels) {
            String before = labels.isEmpty() ? "" : labels + ",";
            long sum = 0;
            List<String> bounds = new ArrayList<>();
            for (double bound : BUCKETS) {
                bounds.add(number(bound));
            }
            bounds.add("+Inf");
            for (int i = 0; i < bounds.size(); i++) {
                sum += counts.get(i);
                line(out, name + "_bucket", before + "le=\"" + bounds.get(i) + "\"", String.valueOf(sum));
            }
            line(out, name + "_sum", labels, number(nanos.sum() / 1e9));
            line(out, name + "_count", labels, String.valueOf(sum));
        }
    }
}
