package io.d2k.e2e.answer;

import io.d2k.e2e.answer.HttpMessages.Framing;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Listens to one connection and tells of each exchange, as soon as the answer is complete. It changes nothing. */
final class HttpTap {
    private static final byte[] NO_BODY = {};

    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final HttpMessages requests = new HttpMessages(new RequestReader());
    private final HttpMessages answers;
    private final Consumer<Violation> violations;
    private volatile boolean deaf;

    HttpTap(Consumer<Exchange> exchanges, Consumer<Violation> violations) {
        this.answers = new HttpMessages(new AnswerReader(exchanges));
        this.violations = violations;
    }

    /** Takes bytes that the client sent; they must be taken before the server gets them. */
    void fromClient(byte[] bytes, int count) {
        try {
            if (!deaf) {
                requests.read(bytes, count);
            }
        } catch (IllegalArgumentException e) {
            // Some tests send what is no HTTP.
            deaf = true;
        }
    }

    /** Takes bytes that the server sent. */
    void fromServer(byte[] bytes, int count) {
        try {
            if (!deaf) {
                answers.read(bytes, count);
            }
        } catch (IllegalArgumentException e) {
            deaf = true;
            violations.accept(new Violation("answer", "unknown", 0, "", "it is no HTTP: " + e.getMessage()));
        }
    }

    /** Is told that the server sends nothing any more. */
    void serverClosed() {
        answers.close();
    }

    private record Request(String method, String target) {
        /** After such a request, the connection may belong to a process. */
        boolean hijacks(Map<String, String> headers) {
            return headers.containsKey("upgrade") || target.matches("(/v[0-9.]+)?/(containers/[^/]+/attach|session).*");
        }
    }

    private final class RequestReader implements HttpMessages.Reader {
        @Override
        public Framing head(String firstLine, Map<String, String> headers) {
            String[] words = firstLine.split(" ");
            Request request = new Request(words[0], words.length > 1 ? words[1] : "");
            waiting.add(request);
            Framing framing = HttpMessages.framing(headers, Framing.NONE);
            boolean empty = "0".equals(headers.getOrDefault("content-length", "0"));
            return request.hijacks(headers) && framing != Framing.CHUNKED && empty ? Framing.NO_HTTP : framing;
        }

        @Override
        public boolean wantsBody() {
            return false;
        }

        @Override
        public void end(byte[] body, boolean complete) {
            // Requests are the clients' affair.
        }
    }

    private final class AnswerReader implements HttpMessages.Reader {
        private final Consumer<Exchange> exchanges;
        private Exchange current = new Exchange("", "", 0, Map.of(), NO_BODY, false);

        AnswerReader(Consumer<Exchange> exchanges) {
            this.exchanges = exchanges;
        }

        @Override
        public Framing head(String firstLine, Map<String, String> headers) {
            if (!firstLine.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
                throw new IllegalArgumentException(firstLine);
            }
            int status = Integer.parseInt(firstLine.split(" ")[1]);
            if (status == 100) {
                current = new Exchange("", "", status, headers, NO_BODY, true);
                return Framing.NONE;
            }
            Request request = waiting.poll();
            if (request == null) {
                // The connection was a process's, and its request was refused; what followed was not read.
                current = new Exchange("", "", 0, headers, NO_BODY, false);
                return Framing.NO_HTTP;
            }
            current = new Exchange(request.method(), request.target(), status, headers, NO_BODY, false);
            if (status == 101) {
                return Framing.NO_HTTP;
            }
            boolean without = "HEAD".equals(request.method()) || status == 204 || status == 304;
            return without ? Framing.NONE : HttpMessages.framing(headers, Framing.UNTIL_CLOSE);
        }

        @Override
        public boolean wantsBody() {
            return Exchange.JSON.equals(current.contentType());
        }

        @Override
        public void end(byte[] body, boolean complete) {
            if (!current.method().isEmpty()) {
                exchanges.accept(new Exchange(
                        current.method(), current.target(), current.status(), current.headers(), body, complete));
            }
        }
    }
}
