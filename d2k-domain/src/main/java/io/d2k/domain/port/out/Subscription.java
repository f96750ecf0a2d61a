package io.d2k.domain.port.out;

/** A listener's registration. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Ends it; the listener is not called afterwards. */
    @Override
    void close();
}
