package io.d2k.domain.engine;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.exec.OutputSink;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.exec.TerminalSize;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.port.out.PodProcesses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs on this machine what is meant for a pod; the end of input never reaches it, as on a cluster older than 1.30. */
final class LocalProcesses implements PodProcesses {
    private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();

    /** Ends the container when the next process is to begin in it: the node has none of it by then. */
    void endBeforeTheNext(Runnable end) {
        ends.add(end);
    }

    @Override
    public ProcessSession exec(PodObservation pod, List<String> command, Streams streams) {
        Runnable end = ends.poll();
        if (end != null) {
            end.run();
            throw EngineException.conflict("exec in pod p: the container is not running");
        }
        try {
            return new Session(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ProcessSession attach(PodObservation pod, Streams streams) {
        throw new UnsupportedOperationException();
    }

    private record Session(Process process) implements ProcessSession {
        @Override
        public boolean tty() {
            return false;
        }

        @Override
        public void pump(OutputSink sink) throws IOException {
            copy(process.getInputStream(), StdStream.STDOUT, sink);
            copy(process.getErrorStream(), StdStream.STDERR, sink);
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void copy(InputStream in, StdStream stream, OutputSink sink) throws IOException {
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sink.write(stream, buffer, 0, count);
            }
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            process.getOutputStream().write(buffer, offset, length);
            process.getOutputStream().flush();
        }

        @Override
        public void closeInput() {
            // v4 has no word for it
        }

        @Override
        public void resize(TerminalSize size) {
            // no terminal
        }

        @Override
        public OptionalInt exitCode() {
            return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
