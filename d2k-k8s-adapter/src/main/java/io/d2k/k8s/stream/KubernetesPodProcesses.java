package io.d2k.k8s.stream;

import io.d2k.domain.container.PodObservation;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.exec.ProcessSession;
import io.d2k.domain.port.out.PodProcesses;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.KubernetesErrors;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Exec and attach, over web sockets. */
public final class KubernetesPodProcesses implements PodProcesses {
    private static final String CONTAINER = "main";
    private static final long OPEN_SECONDS = 10;

    private final PodApi api;
    private final SpillSpace space;

    /** Makes the port on a cluster's connection. */
    public KubernetesPodProcesses(KubernetesClients clients) {
        this(clients, new SpillSpace());
    }

    /** Makes the port with another room for output in files. */
    KubernetesPodProcesses(KubernetesClients clients, SpillSpace space) {
        this.api = new PodApi(clients);
        this.space = space;
    }

    @Override
    public ProcessSession exec(PodObservation pod, List<String> command, Streams streams) {
        var query = new ArrayList<Pair>();
        command.forEach(argument -> query.add(new Pair("command", argument)));
        query.addAll(query(streams));
        return open("exec in pod " + pod.name(), api.pod(pod.name()) + "/exec", query, streams, true);
    }

    @Override
    public ProcessSession attach(PodObservation pod, Streams streams) {
        return open("attach to pod " + pod.name(), api.pod(pod.name()) + "/attach", query(streams), streams, false);
    }

    private ProcessSession open(String what, String path, List<Pair> query, Streams streams, boolean exec) {
        var socket = new ProcessSocket(space);
        FrameSocket webSocket;
        try {
            webSocket = api.socket(path, query, ChannelProtocol.OFFER, socket);
        } catch (IOException e) {
            throw KubernetesErrors.of(what, e);
        }
        try {
            ChannelProtocol protocol = socket.opened().get(OPEN_SECONDS, TimeUnit.SECONDS);
            return new SocketSession(webSocket, socket, protocol, streams, exec);
        } catch (ExecutionException e) {
            throw refused(what, e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        } catch (TimeoutException e) {
            abandon(webSocket, socket);
            throw new EngineException(
                    ErrorKind.UNAVAILABLE, what + ": no answer within " + OPEN_SECONDS + " seconds", e);
        } catch (InterruptedException e) {
            abandon(webSocket, socket);
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, what + ": interrupted", e);
        }
    }

    private static void abandon(FrameSocket webSocket, ProcessSocket socket) {
        socket.output().close();
        webSocket.cancel();
    }

    // The node answers 500 where the container has just ended, which is no fault of the node's.
    private static EngineException refused(String what, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        boolean ended = message.startsWith("container not found")
                || message.startsWith("container " + CONTAINER + " not found")
                || message.contains("is not running")
                || message.contains("CONTAINER_EXITED");
        return ended
                ? new EngineException(ErrorKind.CONFLICT, what + ": the container is not running", cause)
                : KubernetesErrors.of(what, cause);
    }

    private static List<Pair> query(Streams streams) {
        return List.of(
                new Pair("container", CONTAINER),
                // older kubelets hand an input that was not asked for on as one that has ended, and with a terminal
                // containerd closes the output then
                new Pair("stdin", Boolean.toString(streams.stdin() || streams.tty())),
                new Pair("stdout", Boolean.toString(streams.stdout())),
                // A terminal has but one stream; asking for a second is an error.
                new Pair("stderr", Boolean.toString(streams.stderr() && !streams.tty())),
                new Pair("tty", Boolean.toString(streams.tty())));
    }
}
