package io.d2k.k8s.stream;

import io.d2k.k8s.client.StatusException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Knows, for a bounded time, where logs can be had in which quality. */
final class LogSources {
    private static final System.Logger LOG = System.getLogger(LogSources.class.getName());
    private static final Duration SERVER_MEMORY = Duration.ofHours(1);
    private static final Duration NODE_MEMORY = Duration.ofMinutes(10);
    private static final String SERVER = "";
    private static final int MOST_NODES = 10_000;

    private final PodApi api;
    private final ConcurrentHashMap<String, Known> splitting = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Known> filesRefused = new ConcurrentHashMap<>();

    private record Known(boolean value, long until) {
        static Known now(boolean value, Duration memory) {
            return new Known(value, System.nanoTime() + memory.toNanos());
        }

        boolean fresh() {
            return until - System.nanoTime() > 0;
        }
    }

    LogSources(PodApi api) {
        this.api = api;
    }

    /** Returns whether the log API gives out standard output and standard error of a pod each by itself. */
    boolean splits(Instance instance) {
        Known node = splitting.get(instance.node());
        if (node != null && node.fresh() && !node.value()) {
            return false;
        }
        Known server = splitting.get(SERVER);
        boolean known = server != null && server.fresh();
        return known ? server.value() : probe(instance);
    }

    /** Takes note of a node that does not tell the streams apart, though its API server would. */
    void splitsNot(String node) {
        LOG.log(Level.DEBUG, "node {0} ignores which stream of a log is asked for", node);
        remember(splitting, node, Known.now(false, SERVER_MEMORY));
    }

    /** Returns whether a node's log files are worth asking for. */
    boolean files(String node) {
        Known refused = filesRefused.get(node);
        return refused == null || !refused.fresh();
    }

    /** Takes note of a node whose files cannot be read. */
    void filesRefused(String node, String why) {
        LOG.log(Level.DEBUG, "the log files of node {0} cannot be read: {1}", node, why);
        remember(filesRefused, node, Known.now(true, NODE_MEMORY));
    }

    // Only a server that knows the parameter, and has it enabled, objects to a stream of that name by naming those that
    // there are; one that has it disabled objects to the parameter, an older one does not look at it.
    private boolean probe(Instance instance) {
        var query = List.of(
                new Pair("container", Instance.CONTAINER), new Pair("stream", "none"), new Pair("limitBytes", "1"));
        try (CallSlot slot = new CallSlot()) {
            slot.executeInPassing(api.unary(api.pod(instance.pod()) + "/log", query))
                    .close();
            return learn(false);
        } catch (StatusException e) {
            return e.code() == 422 && learn(String.valueOf(e.getMessage()).contains("Unsupported value"));
        } catch (IOException e) {
            return false;
        }
    }

    private boolean learn(boolean splits) {
        LOG.log(Level.DEBUG, "the API server tells the streams of a log apart: {0}", splits);
        remember(splitting, SERVER, Known.now(splits, SERVER_MEMORY));
        return splits;
    }

    private static void remember(ConcurrentHashMap<String, Known> memory, String key, Known known) {
        if (memory.size() >= MOST_NODES) {
            memory.values().removeIf(old -> !old.fresh());
        }
        memory.put(key, known);
    }
}
