package io.d2k.k8s.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TransferQueue;
import java.util.zip.GZIPOutputStream;

/** Plays an API server and the node behind it, with one pod that has log files and is served by the log API. */
final class FakeNode implements FakeApi.Handler {
    private static final String ROOT = "/api/v1/nodes/node-1/proxy/logs/pods/";
    private static final String DIRECTORY = ROOT + "ns_web_uid-1/main/";
    private static final String POD = "/api/v1/namespaces/ns/pods/web";

    /** What the follows of the log API do next, one after another; each text is a chunk. */
    final TransferQueue<String> follows = new LinkedTransferQueue<>();

    /** Ends the present follow in good order. */
    static final String END = "<end>";

    /** Breaks the present follow off. */
    static final String BREAK = "<break>";

    private final Map<String, byte[]> files = new TreeMap<>();
    private volatile int filesStatus = 200;
    private volatile String logText = "";
    private volatile String pod = Pods.json("running", 0);
    private final BlockingQueue<String> podEvents = new LinkedBlockingQueue<>();

    synchronized FakeNode file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    synchronized FakeNode append(String name, String text) {
        return file(name, new String(files.getOrDefault(name, new byte[0]), StandardCharsets.ISO_8859_1) + text);
    }

    synchronized FakeNode rotate(String name, String to, boolean pack) {
        byte[] old = files.remove(name);
        files.put(pack ? to + ".gz" : to, pack ? packed(old) : old);
        files.put(name, new byte[0]);
        return this;
    }

    synchronized FakeNode delete(String name) {
        files.remove(name);
        return this;
    }

    FakeNode filesRefused(int status) {
        filesStatus = status;
        return this;
    }

    /** Sets what the log API answers to a request that does not follow, and in the first place to one that does. */
    FakeNode log(String text) {
        logText = text;
        return this;
    }

    FakeNode podState(String state, int restarts) {
        podStateUnheard(state, restarts);
        podEvents.add(pod);
        return this;
    }

    /** Sets what the pod says when it is asked; who watches it is not told. */
    FakeNode podStateUnheard(String state, int restarts) {
        pod = Pods.json(state, restarts);
        return this;
    }

    @Override
    public void handle(FakeApi.Exchange exchange) throws IOException, InterruptedException {
        if (exchange.path().startsWith(ROOT)) {
            files(exchange);
        } else if (exchange.path().equals(POD + "/log")) {
            log(exchange);
        } else if (exchange.has("watch", "true")) {
            exchange.stream();
            while (true) {
                exchange.chunk("{\"type\":\"MODIFIED\",\"object\":" + podEvents.take() + "}\n");
            }
        } else if (exchange.path().equals(POD)) {
            exchange.answer(200, pod);
        } else {
            exchange.refuse(404, "NotFound", exchange.target());
        }
    }

    private void log(FakeApi.Exchange exchange) throws IOException, InterruptedException {
        if (exchange.has("stream", "none") || !exchange.has("follow", "true")) {
            exchange.answer(200, "", logText.getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        exchange.stream();
        if (!logText.isEmpty()) {
            exchange.chunk(logText);
        }
        while (true) {
            String next = follows.take();
            if (next.equals(END)) {
                exchange.endStream();
                return;
            }
            if (next.equals(BREAK)) {
                return;
            }
            exchange.chunk(next);
        }
    }

    private synchronized void files(FakeApi.Exchange exchange) throws IOException {
        String name = exchange.path()
                .substring(Math.min(DIRECTORY.length(), exchange.path().length()));
        if (filesStatus != 200) {
            exchange.refuse(filesStatus, "Forbidden", "nodes \"node-1\" is forbidden");
        } else if (exchange.path().equals(ROOT) || (exchange.path().equals(DIRECTORY) && !files.isEmpty())) {
            var links = new StringBuilder("<pre>\n");
            files.keySet().forEach(file -> links.append("<a href=\"" + file + "\">" + file + "</a>\n"));
            exchange.answer(200, links + "</pre>\n");
        } else if (!files.containsKey(name)) {
            exchange.answer(404, "404 page not found");
        } else {
            range(exchange, files.get(name));
        }
    }

    private static void range(FakeApi.Exchange exchange, byte[] bytes) throws IOException {
        String range = exchange.headers().getOrDefault("range", "");
        if (range.isEmpty() || (bytes.length == 0 && range.startsWith("bytes=-"))) {
            exchange.answer(200, "", bytes);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-", -1);
        int from =
                ends[0].isEmpty() ? Math.max(0, bytes.length - Integer.parseInt(ends[1])) : Integer.parseInt(ends[0]);
        if (from >= bytes.length) {
            exchange.answer(416, "Content-Range: bytes */" + bytes.length, new byte[0]);
            return;
        }
        exchange.answer(
                206,
                "Content-Range: bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length,
                Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static byte[] packed(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }
}
