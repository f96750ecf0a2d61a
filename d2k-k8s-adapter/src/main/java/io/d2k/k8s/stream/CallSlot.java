package io.d2k.k8s.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Response;

/**
 * The requests that one reader has under way, so that another thread can end them: one whose answer is being read for
 * long, and one that is asked in passing.
 */
final class CallSlot implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition end = lock.newCondition();
    private Optional<Call> current = Optional.empty();
    private Optional<Call> passing = Optional.empty();
    private boolean closed;

    /**
     * Sends a request. The slot's closing ends it, and the reading of its answer.
     *
     * @throws io.d2k.k8s.client.StatusException when the answer is no success
     */
    Response execute(Call call) throws IOException {
        lock.lock();
        try {
            refuseWhenClosed();
            current = Optional.of(call);
        } finally {
            lock.unlock();
        }
        return PodApi.successful(call.execute());
    }

    /**
     * Sends a request that is answered at once, while the answer to another may still be being read.
     *
     * @throws io.d2k.k8s.client.StatusException when the answer is no success
     */
    Response executeInPassing(Call call) throws IOException {
        lock.lock();
        try {
            refuseWhenClosed();
            passing = Optional.of(call);
        } finally {
            lock.unlock();
        }
        return PodApi.successful(call.execute());
    }

    /** Breaks off what is being read; a further request may follow. */
    void interrupt() {
        Optional<Call> call;
        lock.lock();
        try {
            call = current;
        } finally {
            lock.unlock();
        }
        call.ifPresent(Call::cancel);
    }

    /** Waits; ends early when the slot is closed. */
    void pause(Duration time) throws IOException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = end.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            end.signalAll();
        } finally {
            lock.unlock();
        }
        // No request can have come in since.
        current.ifPresent(Call::cancel);
        passing.ifPresent(Call::cancel);
    }

    private void refuseWhenClosed() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
    }

    static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
