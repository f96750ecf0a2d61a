package io.d2k.k8s.stream;

import io.d2k.k8s.client.StatusException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Response;

/**
 * Says when a process has printed something, by following its log through the log API; what it printed is not looked at.
 * Any number of signals that nobody has waited for are one.
 */
final class WakeUps implements AutoCloseable {
    // The last line is asked for, so that the answer's begin is itself a signal: what was printed before it may have
    // been
    // printed before the follow began. Where there is no line yet, the first one begins the answer.
    private static final String TAIL = "1";

    private final PodApi api;
    private final Instance instance;
    private final CallSlot slot = new CallSlot();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final FollowEnd end;
    private volatile boolean renewed;
    private boolean signal;
    private boolean ended;
    private Optional<IOException> failure = Optional.empty();

    /** What a wait ended by. */
    enum Signal {
        /** There may be more to read. */
        MORE,
        /** Nothing has been printed for as long as was to be waited. */
        SILENCE,
        /** The process has ended: one more look finds all there is. */
        ENDED
    }

    private WakeUps(PodApi api, Instance instance) {
        this.api = api;
        this.instance = instance;
        this.end = new FollowEnd(api, instance, this::close);
    }

    /** Begins to listen. */
    static WakeUps start(PodApi api, Instance instance) {
        var wakeUps = new WakeUps(api, instance);
        wakeUps.end.watch();
        Thread.ofVirtual().name("log-wake-", 0).start(wakeUps::listen);
        return wakeUps;
    }

    /**
     * Waits for a signal; a closed one always signals the end.
     *
     * @param patience how long at most; nothing for as long as it takes
     * @throws IOException when listening has become impossible
     */
    Signal await(Optional<Duration> patience) throws IOException {
        lock.lock();
        try {
            long left = patience.map(Duration::toNanos).orElse(0L);
            while (!signal && !ended) {
                if (patience.isEmpty()) {
                    change.await();
                } else if (left > 0) {
                    left = change.awaitNanos(left);
                } else {
                    return Signal.SILENCE;
                }
            }
            if (failure.isPresent()) {
                throw new IOException(failure.get().getMessage(), failure.get());
            }
            signal = false;
            return ended ? Signal.ENDED : Signal.MORE;
        } catch (InterruptedException e) {
            throw CallSlot.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Listens anew, because the present follow may be that of a file that has been rotated away. */
    void renew() {
        renewed = true;
        slot.interrupt();
    }

    @Override
    public void close() {
        finish(Optional.empty());
    }

    private void listen() {
        var patience = new Patience("the follow of pod " + instance.pod());
        try {
            while (!slot.closed()) {
                try {
                    drain(patience);
                    if (end.last()) {
                        break;
                    }
                } catch (StatusException e) {
                    if (e.code() == 404) {
                        break;
                    }
                    end.broke();
                    patience.failed(e, slot);
                } catch (IOException e) {
                    end.broke();
                    if (!renewed) {
                        patience.failed(e, slot);
                    }
                }
                // What was printed while nobody listened.
                signal();
            }
            finish(Optional.empty());
        } catch (IOException e) {
            finish(Optional.of(e));
        }
    }

    private void drain(Patience patience) throws IOException {
        var query = List.of(
                new Pair("container", Instance.CONTAINER), new Pair("follow", "true"), new Pair("tailLines", TAIL));
        byte[] sink = new byte[32 * 1024];
        end.begins();
        renewed = false;
        try (Response answer = slot.execute(api.streaming(api.pod(instance.pod()) + "/log", query));
                InputStream body = answer.body().byteStream()) {
            patience.worked();
            for (int read = 0; read >= 0; read = body.read(sink)) {
                signal();
            }
        }
    }

    private void signal() {
        lock.lock();
        try {
            signal = true;
            change.signal();
        } finally {
            lock.unlock();
        }
    }

    private void finish(Optional<IOException> cause) {
        end.close();
        slot.close();
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                failure = cause;
                change.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
