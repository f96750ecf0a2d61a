package io.d2k.k8s.store;

import com.google.gson.GsonBuilder;
import io.d2k.domain.container.ContainerPlan;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.LoggingSpec;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.ProcessSpec;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.RestartPolicy;
import io.d2k.domain.container.Seccomp;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.Accounts;
import io.d2k.domain.image.Healthcheck;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import io.d2k.domain.port.out.ContainerDocuments;
import io.d2k.domain.system.PodSecurity;
import io.d2k.k8s.cluster.ClusterDns;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans and records for tests. */
public final class Samples {
    /** Reads a document {@code {"image":"..."}} and refuses what does not begin like one. */
    public static final ContainerDocuments DOCUMENTS = document -> {
        if (!document.startsWith("{")) {
            throw EngineException.invalid("not JSON");
        }
        return spec(document);
    };

    /** When everything was created. */
    public static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.123456789Z");

    /** Pods as they are asked for. */
    public static final Optional<PodSecurity> SECURITY = Optional.of(PodSecurity.PRIVILEGED);

    /** A cluster that leaves resolvers to Kubernetes. */
    public static final ClusterDns DNS = new ClusterDns("cluster.local", Optional.of(List.of()));

    private Samples() {}

    /** Returns a container ID that begins with the given digits. */
    public static String id(String digits) {
        return digits + "0123456789abcdef".repeat(4).substring(0, 64 - digits.length());
    }

    /** Returns a spec whose document is the given one. */
    public static ContainerSpec spec(String document) {
        var process = new ProcessSpec(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "",
                "",
                "",
                "",
                false,
                false,
                false,
                false,
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty());
        return new ContainerSpec(
                "busybox",
                process,
                Map.of(),
                Optional.empty(),
                NetworkSpec.NONE,
                StorageSpec.NONE,
                ResourceSpec.NONE,
                SecuritySpec.NONE,
                LoggingSpec.DEFAULT,
                RestartPolicy.NEVER,
                false,
                Map.of(),
                document);
    }

    /** Returns a pod that runs a shell script in busybox. */
    public static PodPlan pod(PodPlan.Restart restart, String script, PodPlan.Mount... mounts) {
        return new PodPlan(
                "busybox:latest",
                List.of("sh", "-c"),
                List.of(script),
                List.of(new PodPlan.EnvVar("PRICE", "$5 $(HOME) $$")),
                "/tmp",
                "box",
                false,
                false,
                false,
                new PodPlan.Identity(Optional.empty(), Optional.empty(), List.of()),
                new PodPlan.Privileges(false, List.of(), List.of(), false, false, Seccomp.OF_NODE, false, Map.of()),
                new PodPlan.Resources(0, 0, 0, 0, Map.of()),
                List.of(),
                PodPlan.Dns.CLUSTER,
                List.of(mounts),
                List.of(),
                false,
                List.of(new Port(80, Protocol.TCP)),
                Optional.empty(),
                Duration.ofSeconds(1),
                false,
                Map.of(),
                restart,
                List.of(),
                "");
    }

    /** Returns the plan of a container. */
    public static ContainerPlan plan(String id, String name, WorkloadKind kind, PodPlan pod) {
        return new ContainerPlan(
                id,
                name,
                name,
                kind,
                CREATED,
                spec("{\"Image\":\"busybox\"}"),
                Optional.of(facts()),
                List.of("anonymous-1"),
                List.of("data:/data:ro"),
                List.of(new Attachment(
                        "n1", "front", List.of("web", "www"), List.of("db:sql"), "{\"DriverOpts\":{\"a\":\"b\"}}")),
                List.of(new ContainerRecord.Link("d".repeat(64), "db", "sql")),
                pod);
    }

    /** Returns facts of an image with every field set. */
    public static ImageFacts facts() {
        var check = new Healthcheck(
                List.of("CMD", "true"),
                Duration.ofSeconds(3),
                Duration.ofMillis(1500),
                Duration.ZERO,
                Duration.ZERO,
                2);
        var config = new ImageConfig(
                List.of("/entry"),
                List.of("a", "b c"),
                List.of("PATH=/bin", "EMPTY="),
                "/srv",
                "1000:1000",
                List.of(new Port(80, Protocol.TCP), new Port(53, Protocol.UDP)),
                List.of("/data"),
                Map.of("maintainer", "someone"),
                "SIGQUIT",
                Optional.of(check));
        return new ImageFacts(
                "sha256:1",
                "sha256:2",
                "sha256:3",
                "linux",
                "arm64",
                "v8",
                Optional.of(CREATED),
                "author",
                12345,
                List.of("sha256:l1", "sha256:l2"),
                List.of("sha256:b1", "sha256:b2"),
                List.of(
                        new ImageFacts.Layer(Optional.of(CREATED), "RUN \"x\"", "remark", false, 4096),
                        new ImageFacts.Layer(Optional.empty(), "CMD", "", true, 0)),
                config,
                new Accounts(Map.of("app", 1000L), Map.of("staff", 50L)));
    }

    /** Reads a pod as the adapter's wire does: image and the like are required by the library's reader, not by the server. */
    static V1Pod read(String json) {
        return new GsonBuilder()
                .registerTypeAdapter(OffsetDateTime.class, new JSON.OffsetDateTimeTypeAdapter())
                .create()
                .fromJson(json, V1Pod.class);
    }
}
