package io.d2k.registry;

import java.io.Closeable;
import java.io.IOException;

/** Ends what takes longer than it may; closing it in time calls that off. */
final class Timer implements AutoCloseable {
    private final Thread thread;

    /**
     * Starts the time.
     *
     * @param end what is closed when the deadline has come
     */
    Timer(Deadline deadline, Closeable end) {
        thread = Thread.ofVirtual().name("registry-timer").start(() -> {
            try {
                Thread.sleep(deadline.left());
                end.close();
            } catch (InterruptedException e) {
                // in time
            } catch (IOException e) {
                // whoever reads from it learns of it
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
