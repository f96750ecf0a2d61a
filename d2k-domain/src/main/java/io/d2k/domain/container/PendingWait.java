package io.d2k.domain.container;

/** A wait that has been registered: nothing that happens from now on is missed. */
public interface PendingWait extends AutoCloseable {
    /**
     * Blocks until the condition holds or the wait is closed.
     *
     * @return how the container ended
     * @throws InterruptedException when the thread is interrupted
     */
    Result await() throws InterruptedException;

    /** Gives up; a thread in {@link #await()} gets a result with an error. */
    @Override
    void close();

    /**
     * How a container ended.
     *
     * @param exitCode its exit code
     * @param error why that is not known, empty when it is
     */
    record Result(int exitCode, String error) {}
}
