package io.d2k.k8s.stream;

import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.LogReader;
import io.d2k.domain.log.StdStream;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.stream.Instance.Fate;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Response;

/**
 * Reads a log through the log API: first what there is, then, if wanted, what comes. A stream that breaks off is taken up
 * again where it broke off.
 */
final class ApiLogReader implements LogReader {
    private final PodApi api;
    private final Instance instance;
    private final Ask ask;
    private final CallSlot slot = new CallSlot();
    private final ReentrantLock turn = new ReentrantLock();
    private final ApiParser parser;
    private final Patience patience;
    private final RotationDoubt doubt = new RotationDoubt();
    private final FollowEnd end;
    private final ResumePoint point;
    private Optional<Response> answer = Optional.empty();
    private Optional<LogLine> first = Optional.empty();
    private boolean follow;
    private boolean following;
    private boolean watched;
    private boolean otherInstance;
    /** Whether the last follow ended in good order, after which there is mostly nothing more. */
    private boolean whole;

    private boolean done;

    /**
     * What to ask for.
     *
     * @param stream the API's word for the only stream wanted; empty for both, which come as one
     * @param since nothing before it is needed
     * @param after nothing up to it is wanted
     * @param tail no more than so many of the last lines are needed
     */
    record Ask(String stream, Optional<Instant> since, Optional<Instant> after, OptionalInt tail) {}

    ApiLogReader(PodApi api, Instance instance, Ask ask, boolean follow) {
        this.api = api;
        this.instance = instance;
        this.ask = ask;
        this.follow = follow;
        this.parser = new ApiParser(ask.stream().equals("Stderr") ? StdStream.STDERR : StdStream.STDOUT);
        this.patience = new Patience("the log of pod " + instance.pod());
        this.end = new FollowEnd(api, instance, slot::interrupt);
        this.point = ask.after().map(ResumePoint::new).orElseGet(ResumePoint::new);
    }

    /** Reads the first line, so that a log that cannot be had is known of at once. */
    ApiLogReader begin() throws IOException {
        boolean begun = false;
        try {
            connect();
            first = line();
            begun = true;
            return this;
        } finally {
            if (!begun) {
                close();
            }
        }
    }

    /** Goes on, after the end, with what comes later. */
    void follow() {
        follow = true;
        done = false;
    }

    @Override
    public Optional<LogLine> next() throws IOException {
        turn.lock();
        try {
            while (!done && !slot.closed()) {
                try {
                    Optional<LogLine> line = read();
                    if (line.isPresent()) {
                        return line;
                    }
                } catch (IOException e) {
                    broke(e);
                }
            }
            disconnect();
            if (watched) {
                end.close();
            }
            return Optional.empty();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        end.close();
        // Ends what the reading thread waits for, which then gives up its turn.
        slot.close();
        turn.lock();
        try {
            disconnect();
        } finally {
            turn.unlock();
        }
    }

    /** Reads one line; returns nothing where there was none that is new. */
    private Optional<LogLine> read() throws IOException {
        if (answer.isEmpty()) {
            connect();
        }
        Optional<LogLine> line = first.isPresent() ? first : line();
        first = Optional.empty();
        patience.worked();
        if (line.isEmpty()) {
            ended();
            return Optional.empty();
        }
        Optional<LogLine> fresh = point.take(line.get());
        fresh.ifPresent(this::heard);
        if (fresh.isPresent() && otherInstance) {
            // A follow begun after an end may be that of the container's next process.
            otherInstance = false;
            if (end.over() && end.fate() != Fate.ENDED) {
                done = true;
                return Optional.empty();
            }
        }
        return fresh;
    }

    private void heard(LogLine line) {
        boolean trusted = doubt.patience().isEmpty();
        doubt.printed(line.bytes().length);
        if (trusted) {
            limitSilence();
        }
    }

    private void limitSilence() {
        if (following) {
            Duration limit = doubt.patience().orElse(Duration.ZERO);
            answer.ifPresent(
                    response -> response.body().source().timeout().timeout(limit.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private Optional<LogLine> line() throws IOException {
        Optional<LogLine> line = parser.next();
        return line.isPresent() ? line : parser.rest();
    }

    private void ended() throws IOException {
        disconnect();
        if (!follow) {
            done = true;
        } else if (following && end.last()) {
            whole = true;
            over();
        } else {
            otherInstance = following;
            following = true;
        }
    }

    /** Whatever the follow had not delivered yet is read without one: its end alone proves nothing ({@link FollowEnd}). */
    private void over() {
        following = false;
        follow = false;
        done = end.fate() == Fate.GONE;
    }

    private void broke(IOException failure) throws IOException {
        disconnect();
        if (following && end.fate() != Fate.RUNNING) {
            over();
        } else if ((following || whole) && failure instanceof StatusException status && status.code() == 404) {
            done = true;
        } else if (following
                && failure instanceof SocketTimeoutException
                && doubt.patience().isPresent()) {
            doubt.silent();
        } else {
            end.broke();
            patience.failed(failure, slot);
        }
    }

    private void connect() throws IOException {
        if (following && !watched) {
            watched = true;
            end.watch();
        }
        var query = new ArrayList<>(List.of(
                new Pair("container", Instance.CONTAINER),
                new Pair("timestamps", "true"),
                new Pair("follow", Boolean.toString(following))));
        if (!instance.latest() || end.fate() == Fate.REPLACED) {
            query.add(new Pair("previous", "true"));
        }
        if (!ask.stream().isEmpty()) {
            query.add(new Pair("stream", ask.stream()));
        }
        point.since().or(ask::since).ifPresent(since -> query.add(since(since)));
        if (point.since().isEmpty() && !following && ask.tail().isPresent()) {
            query.add(new Pair("tailLines", Integer.toString(ask.tail().getAsInt())));
        }
        String path = api.pod(instance.pod()) + "/log";
        end.begins();
        Response response = slot.execute(following ? api.streaming(path, query) : api.bounded(path, query, Map.of()));
        answer = Optional.of(response);
        if (response.code() == 204) {
            disconnect();
            throw new LogNotReadyException("pod " + instance.pod() + " has no node yet");
        }
        point.again();
        limitSilence();
        parser.attach(response.body().byteStream(), 0);
    }

    private void disconnect() {
        answer.ifPresent(Response::close);
        answer = Optional.empty();
    }

    // The API server passes it on to the node in whole seconds.
    private static Pair since(Instant time) {
        return new Pair("sinceTime", time.truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
