package io.d2k.docker.stream;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.log.StdStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client and a process talking: one virtual thread carries the input, the caller's thread the output. */
final class Conversation {
    private static final System.Logger LOG = System.getLogger(Conversation.class.getName());
    /** The first probe makes the system of a client that is gone object, the second hears of it. */
    private static final int PROBE_SECONDS = 15;

    private final ProcessSession session;
    private final boolean stdin;
    private final Optional<DetachKeys.Filter> detach;
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean inputOpen;

    /** Asks whether the client is still there, by sending something that it passes over. */
    @FunctionalInterface
    interface Probe {
        /**
         * Asks.
         *
         * @throws IOException when the client has gone away
         */
        void send() throws IOException;
    }

    /**
     * Prepares a conversation.
     *
     * @param stdin whether the client's input is for the process; it is thrown away otherwise
     * @param keys what detaches the client from a terminal
     */
    Conversation(ProcessSession session, boolean stdin, DetachKeys keys) {
        this.session = session;
        this.stdin = stdin;
        this.inputOpen = stdin;
        this.detach = stdin && session.tty() ? Optional.of(keys.filter()) : Optional.empty();
    }

    /**
     * Starts to carry the input.
     *
     * @param probe finds out, once the input has ended, that the client is gone altogether; nothing where there is no way
     * @return the thread; it ends with the client's input, or with the process where the client is probed
     */
    Thread carryInput(ClientInput in, Optional<Probe> probe) {
        return Thread.ofVirtual().name("stdin").start(() -> {
            try {
                for (Optional<byte[]> bytes = in.read(); bytes.isPresent(); bytes = in.read()) {
                    feed(bytes.get());
                }
                endInput();
                if (probe.isPresent()) {
                    watch(probe.get());
                }
            } catch (RuntimeException | IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "client has gone away", e);
                session.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void watch(Probe probe) throws IOException, InterruptedException {
        while (!over.await(PROBE_SECONDS, TimeUnit.SECONDS)) {
            probe.send();
        }
    }

    /** Carries the output until the process ends, the client detaches or goes away; then ends the session. */
    void carryOutput(OutputSink out) {
        try (session) {
            session.pump(out);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "a client is not attached any more: " + e.getMessage());
            tell(out, e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "stream has broken", e);
        } finally {
            over.countDown();
        }
    }

    /** It is too late for a status, and the process may go on without a word. */
    private static void tell(OutputSink out, EngineException failure) {
        byte[] words = ("d2k: " + failure.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8);
        try {
            out.write(StdStream.STDERR, words, 0, words.length);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "client has gone away", e);
        }
    }

    private void feed(byte[] bytes) {
        if (!inputOpen) {
            return; // read on nevertheless: unread input would tear down the connection with output under way
        }
        byte[] pass = detach.map(d -> d.pass(bytes)).orElse(bytes);
        try {
            if (pass.length > 0) {
                session.write(pass, 0, pass.length);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "process takes no more input", e);
            inputOpen = false;
        }
        if (detach.map(DetachKeys.Filter::complete).orElse(false)) {
            inputOpen = false;
            session.close();
        }
    }

    /**
     * The end of the input is not the end of the client: it may have closed its sending side only. But who ends the input
     * of a terminal has left, as in moby ({@code container/stream/attach.go}): over TCP the docker CLI, which reads the keys
     * that detach it for itself, tells of them in this way alone.
     */
    private void endInput() {
        try {
            if (stdin && session.tty()) {
                session.close();
            } else if (stdin) {
                session.closeInput();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "process has ended", e);
        }
    }
}
