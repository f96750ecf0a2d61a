package io.d2k.k8s.cluster;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.ObservedContainer;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ProcessState;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.image.ImageRecord;
import io.d2k.domain.image.ImageReference;
import io.d2k.domain.log.LogLine;
import io.d2k.domain.log.StdStream;
import io.d2k.domain.network.NetworkRecord;
import io.d2k.domain.port.out.ContainerStore;
import io.d2k.domain.port.out.Subscription;
import io.d2k.domain.volume.VolumePlan;
import io.d2k.domain.volume.VolumeRequest;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.store.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Tries every store on a real cluster: {@code ClusterProof KUBECONFIG NAMESPACE}. The namespace has to exist and the image
 * busybox has to be on a node or pullable.
 */
public final class ClusterProof {
    private final KubernetesEngine engine;
    private final LinkedBlockingQueue<Changed> changes = new LinkedBlockingQueue<>();

    private ClusterProof(KubernetesEngine engine) {
        this.engine = engine;
    }

    /** Runs all steps; ends with an exception at the first that fails. */
    public static void main(String[] args) throws Exception {
        try (var clients = KubernetesClients.connect(Optional.of(Path.of(args[0])), args[1]);
                var engine = KubernetesEngine.start(
                        clients, Samples.DOCUMENTS, Samples.DNS, Samples.SECURITY, java.util.Optional.empty())) {
            check(
                    "unavailable before the first synchronisation",
                    refused(ErrorKind.UNAVAILABLE, engine.containers()::list));
            check("ready", engine.awaitReady(Duration.ofSeconds(20)));
            var proof = new ClusterProof(engine);
            try (Subscription subscription =
                    engine.containers().subscribe((id, now) -> proof.changes.add(new Changed(id, now)))) {
                engine.containers().list().forEach(left -> engine.containers().remove(left.record()));
                proof.cluster();
                proof.runOnce();
                proof.service();
                proof.others();
            }
        }
        System.out.println("all well");
    }

    private void cluster() {
        System.out.println(
                engine.cluster().serverVersion() + " " + engine.cluster().nodes());
        check(
                "identity is stable",
                engine.cluster().identity().equals(engine.cluster().identity()));
        check("nodes are seen", !engine.cluster().nodes().isEmpty());
    }

    private void runOnce() throws InterruptedException {
        ContainerStore containers = engine.containers();
        String id = Samples.id("aa1");
        String script = "echo \"$PRICE\" > /dev/termination-log; trap 'exit 7' TERM; while :; do sleep 0.1; done";
        containers.create(
                Samples.plan(id, "proof-once", WorkloadKind.RUN_ONCE, Samples.pod(PodPlan.Restart.NEVER, script)));
        check("created is read at once", containers.find(id).isPresent());
        check(
                "name is taken",
                refused(
                        ErrorKind.CONFLICT,
                        () -> containers.create(Samples.plan(
                                Samples.id("bb2"),
                                "proof-once",
                                WorkloadKind.RUN_ONCE,
                                Samples.pod(PodPlan.Restart.NEVER, "true")))));
        ContainerRecord record = containers.update(id, r -> run(r, 1, true));
        check(
                "update is read at once",
                containers.find(id).orElseThrow().record().equals(record) && record.wanted());
        long start = System.nanoTime();
        containers.launch(record, 1, 0, Optional.empty());
        containers.launch(record, 1, 0, Optional.empty());
        check("one pod", containers.find(id).orElseThrow().pods().size() == 1);
        ObservedContainer up = await("runs", id, c -> c.pod().orElseThrow().process() instanceof ProcessState.Running);
        System.out.println("running after " + (System.nanoTime() - start) / 1_000_000 + " ms: "
                + up.pod().orElseThrow());
        containers.update(id, r -> ending(r));
        containers.endPod(up.pod().orElseThrow(), Duration.ofMillis(1500));
        check(
                "going at once",
                containers.find(id).orElseThrow().pod().map(p -> p.going()).orElse(true));
        ObservedContainer down = await(
                "ended or gone",
                id,
                c -> c.pod().isEmpty() || c.pod().orElseThrow().process() instanceof ProcessState.Ended);
        System.out.println("ended: " + down.pod());
        await("gone", id, c -> c.pod().isEmpty());
        containers.replan(id, Samples.pod(PodPlan.Restart.NEVER, "echo \"$PRICE\" > /dev/termination-log; exit 3"));
        containers.launch(containers.update(id, r -> run(r, 2, true)), 2, 0, Optional.empty());
        ObservedContainer ended = await(
                "exit code",
                id,
                c -> c.pod()
                        .map(p -> p.process() instanceof ProcessState.Ended e && e.exitCode() == 3)
                        .orElse(false));
        var process = (ProcessState.Ended) ended.pod().orElseThrow().process();
        check(
                "nothing is expanded: " + process.message(),
                process.message().strip().equals("$5 $(HOME) $$"));
        engine.logArchive().append(ended.record(), "run-1", List.of(line("one\n")));
        engine.logArchive().append(ended.record(), "run-1", List.of(line("one again\n")));
        engine.logArchive().append(ended.record(), "run-2", List.of(line("two\n")));
        check("archive", engine.logArchive().read(id).size() == 2);
        containers.remove(ended.record());
        check("removed at once", containers.find(id).isEmpty());
        check("archive removed", engine.logArchive().read(id).isEmpty());
        containers.remove(ended.record());
        check(
                "update of a removed one",
                refused(ErrorKind.NOT_FOUND, () -> containers.update(id, r -> run(r, 3, true))));
    }

    private void service() throws InterruptedException {
        ContainerStore containers = engine.containers();
        String id = Samples.id("cc3");
        containers.create(Samples.plan(
                id, "proof-service", WorkloadKind.DEPLOYMENT, Samples.pod(PodPlan.Restart.ALWAYS, "sleep 1000")));
        containers.update(id, r -> run(r, 1, true));
        ObservedContainer up = await(
                "service runs",
                id,
                c -> c.pod()
                        .map(p -> p.process() instanceof ProcessState.Running && p.ready())
                        .orElse(false));
        String first = up.pod().orElseThrow().uid();
        containers.replan(id, Samples.pod(PodPlan.Restart.ALWAYS, "sleep 2000"));
        Thread.sleep(3000);
        check(
                "replan leaves the running pod",
                containers.find(id).orElseThrow().pods().size() == 1
                        && containers
                                .find(id)
                                .orElseThrow()
                                .pod()
                                .orElseThrow()
                                .uid()
                                .equals(first));
        containers.update(id, r -> run(r, 1, false));
        await("service stopped", id, c -> c.pods().isEmpty());
        containers.update(id, r -> run(r, 2, true));
        await(
                "service runs again",
                id,
                c -> c.pod()
                        .map(p -> p.process() instanceof ProcessState.Running)
                        .orElse(false));
        containers.remove(containers.find(id).orElseThrow().record());
        check("service removed at once", containers.find(id).isEmpty());
    }

    private void others() {
        var volume = engine.volumes()
                .create(new VolumePlan(
                        "Proof_Data",
                        Instant.now(),
                        "local",
                        Map.of("a/b", "c d"),
                        Map.of(),
                        false,
                        new VolumePlan.Backing.Claim(
                                "proof-data", Optional.empty(), VolumeRequest.Access.READ_WRITE_ONCE, 1 << 20)));
        check(
                "volume",
                engine.volumes().find("Proof_Data").orElseThrow().claim().equals(volume.claim()));
        engine.volumes().remove(volume);
        check(
                "volume is going",
                engine.volumes().find("Proof_Data").map(v -> v.removing()).orElse(true));
        var network = new NetworkRecord(
                Samples.id("dd4"),
                "front_net",
                Instant.now(),
                "bridge",
                "local",
                false,
                true,
                Map.of("x", "y"),
                Map.of(),
                List.of("10.9.0.0/16"),
                "{}");
        check(
                "network",
                engine.networks().create(network).equals(network)
                        && engine.networks().list().contains(network));
        engine.networks().remove(network);
        check("network removed", engine.networks().list().isEmpty());
        var image = new ImageRecord(ImageReference.parse("busybox"), Samples.facts(), Instant.now())
                .named(ImageReference.parse("r.example/app"), Instant.now());
        engine.images().save(new ImageRecord(image.reference(), image.facts(), Instant.EPOCH));
        engine.images().save(image);
        check("image", engine.images().list().equals(List.of(image)));
        engine.images().remove(image);
        check("image removed", engine.images().list().isEmpty());
    }

    private ObservedContainer await(String what, String id, Predicate<ObservedContainer> wanted)
            throws InterruptedException {
        Optional<ObservedContainer> now = engine.containers().find(id);
        while (now.isEmpty() || !wanted.test(now.get())) {
            Changed change = changes.poll(120, TimeUnit.SECONDS);
            if (change == null) {
                throw new IllegalStateException(what + ": nothing happens; " + now);
            }
            if (change.id().equals(id)) {
                now = engine.containers().find(id);
            }
        }
        check(what, true);
        return now.get();
    }

    private static ContainerRecord run(ContainerRecord r, int run, boolean wanted) {
        return new ContainerRecord(
                r.id(),
                r.name(),
                r.objectName(),
                r.kind(),
                r.created(),
                r.spec(),
                r.image(),
                r.anonymousVolumes(),
                r.inheritedBinds(),
                r.networks(),
                r.links(),
                run,
                wanted,
                Optional.empty(),
                r.lastRun(),
                r.removing());
    }

    private static ContainerRecord ending(ContainerRecord r) {
        return new ContainerRecord(
                r.id(),
                r.name(),
                r.objectName(),
                r.kind(),
                r.created(),
                r.spec(),
                r.image(),
                r.anonymousVolumes(),
                r.inheritedBinds(),
                r.networks(),
                r.links(),
                r.run(),
                false,
                Optional.of(new Ending(r.run(), 15, Instant.now())),
                r.lastRun(),
                r.removing());
    }

    private static LogLine line(String text) {
        return new LogLine(StdStream.STDOUT, Instant.now(), text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static boolean refused(ErrorKind kind, Runnable action) {
        try {
            action.run();
            return false;
        } catch (EngineException e) {
            System.out.println("  " + e.kind() + " " + e.getMessage());
            return e.kind() == kind;
        }
    }

    private static void check(String what, boolean holds) {
        if (!holds) {
            throw new IllegalStateException("failed: " + what);
        }
        System.out.println("ok " + what);
    }

    private record Changed(String id, Optional<ObservedContainer> now) {}
}
