package io.d2k.examples;

import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.port.in.Containers;
import io.d2k.embed.ClusterOptions;
import io.d2k.embed.D2k;
import io.d2k.embed.DockerRequests;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** Runs a container by the use cases, without HTTP: {@code RunContainer KUBECONFIG NAMESPACE IMAGE}. */
public final class RunContainer {
    private RunContainer() {}

    /** Runs it on the cluster of a kubeconfig. */
    public static void main(String... args) {
        try (D2k d2k = D2k.onCluster(ClusterOptions.of(args[1]).withKubeconfig(Path.of(args[0])))) {
            if (!d2k.awaitReady(Duration.ofSeconds(30))) {
                throw new IllegalStateException("the cluster does not answer");
            }
            run(d2k, args[2], System.out);
        }
    }

    /** Creates a container, starts it, and tells what became of it. */
    static void run(D2k d2k, String image, PrintStream out) {
        Containers containers = d2k.engine().containers();
        String id = containers
                .create(new CreateRequest("example", "", DockerRequests.container("{\"Image\":\"" + image + "\"}")))
                .id();
        containers.start(id);
        ContainerView view = containers.inspect(id);
        out.println(view.record().name() + " of " + view.record().spec().image() + " is "
                + view.state().status().word());
        containers.remove(id, true, true);
    }
}
