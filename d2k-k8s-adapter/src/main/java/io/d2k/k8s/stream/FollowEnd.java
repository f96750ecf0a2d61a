package io.d2k.k8s.stream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonStreamParser;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.stream.Instance.Fate;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import okhttp3.Response;

/**
 * Knows when a process has ended whose log is being followed. A kubelet ends the follow up to five seconds late, so the
 * pod is watched.
 *
 * <p>The end of a follow alone proves nothing: an API server ends it in good order when the node's kubelet goes away, and
 * so does a kubelet that cannot follow, as one whose inotify instances are all in use. Only the pod's word counts, which
 * may come a moment after the end.
 */
final class FollowEnd implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FollowEnd.class.getName());
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final Duration WORD = Duration.ofSeconds(1);

    private final PodApi api;
    private final Instance instance;
    private final Runnable whenOver;
    private final CallSlot slot = new CallSlot();
    private volatile Fate fate = Fate.RUNNING;
    private long begun;
    private boolean again;

    /**
     * Makes one that does not watch yet.
     *
     * @param whenOver told, by another thread, that the process has ended
     */
    FollowEnd(PodApi api, Instance instance, Runnable whenOver) {
        this.api = api;
        this.instance = instance;
        this.whenOver = whenOver;
    }

    /** Begins to watch. */
    void watch() {
        Thread.ofVirtual().name("log-end-", 0).start(this::listen);
    }

    /** Takes note of the begin of a follow. */
    void begins() {
        begun = System.nanoTime();
    }

    /** Takes note of a follow that broke off: the next one's end proves nothing. */
    void broke() {
        again = false;
    }

    /**
     * Returns whether a follow that ended in good order was the last; where not, another has to begin at once. Of follows
     * that end as soon as they begin, each further one waits a second for the pod's word.
     *
     * @throws IOException when the thread is interrupted
     */
    boolean last() throws IOException {
        if (over()) {
            return true;
        }
        if (again && System.nanoTime() - begun < AT_ONCE.toNanos()) {
            slot.pause(WORD);
            return fate != Fate.RUNNING || slot.closed();
        }
        again = true;
        return false;
    }

    /** Returns what is known of the process, without asking. */
    Fate fate() {
        return fate;
    }

    /** Returns whether the process has ended; asks the API server, if need be. */
    boolean over() {
        if (fate != Fate.RUNNING || slot.closed()) {
            return true;
        }
        try (Response answer = slot.executeInPassing(api.unary(api.pod(instance.pod()), List.of()))) {
            if (JsonParser.parseReader(answer.body().charStream()) instanceof JsonObject pod) {
                fate = instance.fate(pod);
            }
        } catch (StatusException e) {
            fate = e.code() == 404 ? Fate.GONE : fate;
        } catch (IOException | JsonParseException e) {
            LOG.log(Level.DEBUG, () -> "cannot ask for pod " + instance.pod() + ": " + e.getMessage());
        }
        return fate != Fate.RUNNING;
    }

    @Override
    public void close() {
        slot.close();
    }

    private void listen() {
        var patience = new Patience("the watch of pod " + instance.pod());
        var query = List.of(new Pair("watch", "true"), new Pair("fieldSelector", "metadata.name=" + instance.pod()));
        try {
            while (!slot.closed()) {
                try (Response answer = slot.execute(api.streaming(api.pods(), query));
                        Reader body = answer.body().charStream()) {
                    patience.worked();
                    if (ends(new JsonStreamParser(body))) {
                        // Ends a wait for this word, too.
                        slot.close();
                        whenOver.run();
                        return;
                    }
                } catch (IOException e) {
                    patience.failed(e, slot);
                } catch (JsonParseException e) {
                    patience.failed(new IOException(e), slot);
                }
            }
        } catch (IOException e) {
            // What is left is the end of the follow itself.
            LOG.log(Level.DEBUG, () -> "cannot watch pod " + instance.pod() + ": " + e.getMessage());
        }
    }

    /** Returns whether the watch told of the end; not so where it ended itself. */
    private boolean ends(JsonStreamParser events) {
        while (events.hasNext()) {
            if (events.next() instanceof JsonObject event && event.get("object") instanceof JsonObject object) {
                String type = event.get("type").getAsString();
                if (type.equals("ERROR")) {
                    return false;
                }
                fate = type.equals("DELETED") ? Fate.GONE : instance.fate(object);
                if (fate != Fate.RUNNING) {
                    return true;
                }
            }
        }
        return false;
    }
}
