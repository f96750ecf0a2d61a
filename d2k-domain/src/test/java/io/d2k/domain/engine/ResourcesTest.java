package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.NetworkSpec;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.NetworkRequest;
import io.d2k.domain.network.NetworkView;
import io.d2k.domain.port.in.Images.Removed;
import io.d2k.domain.volume.VolumeRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Volumes, networks and images. */
@Timeout(20)
class ResourcesTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs box() {
        return Specs.of("busybox").cmd("sleep", "9");
    }

    private static Filters filter(String name, String... values) {
        return new Filters(Map.of(name, List.of(values)));
    }

    private List<String> volumes(Filters filters) {
        return f.engine.volumes().list(filters).stream().map(VolumeRecord::name).toList();
    }

    @Test
    void volumesAreMadeFoundAndRemoved() {
        var volumes = f.engine.volumes();
        VolumeRecord data = volumes.create("data", "local", Map.of("size", "2g"), Map.of("app", "db"))
                .volume();
        assertEquals(2L << 30, data.capacityBytes());
        assertEquals(data, volumes.create("data", "", Map.of(), Map.of()).volume(), "one of a name");
        VolumeRecord unnamed =
                volumes.create("", "", Map.of(), Map.of("a", "b")).volume();
        assertTrue(unnamed.name().matches("[0-9a-f]{64}"));
        assertEquals(Map.of("a", "b", "com.docker.volume.anonymous", ""), unnamed.labels());
        assertEquals(data, volumes.inspect("data"));
        assertEquals(List.of("data"), volumes(filter("label", "app=db")));
        assertEquals(List.of("data"), volumes(filter("name", "at")));
        assertEquals(List.of("data"), volumes(filter("name", "^data$")), "a pattern");
        assertEquals(List.of(), volumes(filter("name", "^at")));
        assertEquals(List.of(), volumes(filter("name", "[")), "no pattern");
        volumes.remove("data", false);
        Fixture.refused(ErrorKind.NOT_FOUND, "get data: no such volume", () -> volumes.remove("data", false));
        volumes.remove("data", true);
        Fixture.refused(ErrorKind.NOT_FOUND, "get data: no such volume", () -> volumes.inspect("data"));
        Fixture.refused(ErrorKind.INVALID, "invalid filter 'nosuch'", () -> volumes(filter("nosuch", "1")));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "create x1: error looking up volume plugin nfs: plugin \"nfs\" not found",
                () -> volumes.create("x1", "nfs", Map.of(), Map.of()));
    }

    @Test
    void volumesInUseStay() {
        String first = f.create("one", box().binds("data:/data"));
        String second = f.run("two", box().binds("data:/data"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "remove data: volume is in use - [" + second + ", " + first + "]",
                () -> f.engine.volumes().remove("data", false));
        assertEquals(List.of("data"), volumes(filter("dangling", "false")));
        assertEquals(List.of(), f.engine.volumes().prune(filter("all", "true")));
        f.containers.remove("two", true, true);
        f.containers.remove("one", false, true);
        assertEquals(List.of("data"), volumes(filter("dangling", "1")));
        assertEquals(List.of(), f.engine.volumes().prune(Filters.NONE), "named ones stay");
        assertEquals(List.of("data"), f.engine.volumes().prune(filter("all", "1")));
    }

    private String network(String name, Map<String, String> labels) {
        return f.engine
                .networks()
                .create(new NetworkRequest(name, "", "", false, false, false, labels, Map.of(), IpamSpec.NONE, "{}"))
                .id();
    }

    private List<String> networks(Filters filters) {
        return f.engine.networks().list(filters).stream()
                .map(NetworkView::record)
                .map(n -> n.name())
                .sorted()
                .toList();
    }

    /** Labels are the user's: copies of those of a task make no task. */
    @Test
    void aContainerWithTheLabelsOfATaskIsOnANetworkAndLeavesIt() {
        network("back", Map.of());
        String id = f.run(
                "copy",
                Specs.of("busybox")
                        .cmd("sleep", "1000")
                        .label("com.docker.swarm.task.id", "t")
                        .label("com.docker.swarm.service.id", "s")
                        .network("back"));
        String network = f.engine.networks().inspect("back", "").record().id();
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "error while removing network: network back id " + network + " has active endpoints",
                () -> f.engine.networks().remove("back"));
        f.engine.networks().disconnect("back", id, false);
        assertEquals(List.of(), f.containers.inspect(id).networks());
        f.engine.networks().remove("back");
    }

    @Test
    void networksAreMadeFoundAndRemoved() {
        String id = network("back", Map.of("tier", "back"));
        Fixture.refused(ErrorKind.CONFLICT, "network with name back already exists", () -> network("back", Map.of()));
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "operation is not permitted on predefined bridge network ",
                () -> network("bridge", Map.of()));
        for (String ref : List.of("back", id, id.substring(0, 12))) {
            assertEquals("back", f.engine.networks().inspect(ref, "").record().name());
        }
        assertEquals(List.of("back", "bridge", "host", "none"), networks(Filters.NONE));
        assertEquals(List.of("back"), networks(filter("type", "custom")));
        assertEquals(List.of("bridge", "host", "none"), networks(filter("type", "builtin")));
        assertEquals(List.of("none"), networks(filter("driver", "null")));
        assertEquals(List.of("back"), networks(filter("dangling", "true")));
        assertEquals(List.of("back"), networks(filter("id", id.substring(0, 20))));
        Fixture.refused(
                ErrorKind.INVALID, "invalid filter: 'type'='nonsense'", () -> networks(filter("type", "nonsense")));
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "bridge is a pre-defined network and cannot be removed",
                () -> f.engine.networks().remove("bridge"));
        f.engine.networks().remove("back");
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "network back not found",
                () -> f.engine.networks().remove("back"));
    }

    /** Testcontainers connects what it has created on a network to that network once more. */
    @Test
    void whatDoesNotRunJoinsANetworkTwice() throws Exception {
        network("one", Map.of());
        network("two", Map.of());
        String id = f.create("idle", box().network("one"));
        var networks = f.engine.networks();
        networks.connect("two", "idle", List.of("first"), List.of());
        networks.connect("two", "idle", List.of("second"), List.of());
        networks.connect("one", "idle", List.of("second"), List.of());
        assertEquals(
                List.of(Optional.empty(), Optional.of(List.of("first"))),
                f.containers.inspect("idle").networks().stream()
                        .map(n -> n.aliases())
                        .toList());
        f.containers.start(id);
        f.events.await("two", "connect", 1);
        assertEquals(
                List.of("one", "two"),
                f.events.all().stream()
                        .filter(e -> e.action().equals("connect"))
                        .map(e -> e.attributes().get("name"))
                        .sorted()
                        .toList(),
                "told at the start alone");
        networks.disconnect("two", "idle", false);
        f.containers.kill("idle", "");
        Fixture.refused(
                ErrorKind.INTERNAL,
                "container " + id + " is not connected to the network two",
                () -> networks.disconnect("two", "idle", false));
    }

    @Test
    void containersJoinAndLeaveNetworks() {
        network("one", Map.of());
        String two = network("two", Map.of());
        String id = f.run("box", box().network("one"));
        var networks = f.engine.networks();
        networks.connect("two", "box", List.of("second"), List.of("db:sql"));
        assertEquals(
                List.of("one", "two"),
                f.containers.inspect("box").networks().stream()
                        .map(n -> n.name())
                        .toList());
        assertEquals(
                Optional.of(List.of("second")),
                f.containers.inspect("box").networks().get(1).aliases());
        assertEquals(
                Optional.of(List.of("db:sql")),
                f.containers.inspect("box").networks().get(1).links());
        Fixture.refused(
                ErrorKind.INVALID,
                "bad format for links: a:b:c",
                () -> networks.connect("two", "box", List.of(), List.of("a:b:c")));
        assertEquals("box", networks.inspect("two", "").members().getFirst().name());
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "endpoint with name box already exists in network two",
                () -> networks.connect("two", "box", List.of(), List.of()));
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "error while removing network: network two id " + two + " has active endpoints",
                () -> networks.remove("two"));
        assertEquals(List.of(), networks.prune(Filters.NONE));
        networks.disconnect("two", "box", false);
        Fixture.refused(
                ErrorKind.INTERNAL,
                "container " + id + " is not connected to network two",
                () -> networks.disconnect("two", "box", false));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "network no-such not found",
                () -> networks.connect("no-such", "box", List.of(), List.of()));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such container: ghost",
                () -> networks.connect("two", "ghost", List.of(), List.of()));
        assertEquals(List.of("two"), networks.prune(Filters.NONE));
    }

    @Test
    void namesWithADotAreLookedUpByWhatStartsAfterThem() {
        network("net", Map.of());
        String first = f.run("first", box().network("net"));
        assertEquals(NameScope.NETWORKS, f.cluster.containers.plan(first).dns().names());
        assertEquals(NameScope.NETWORKS, f.cluster.containers.resolving(first).names());
        f.create("db.internal", box().network("net"));
        Bounded.call(() -> f.containers.stop(first, "", Optional.of(0)));
        Bounded.call(() -> f.containers.start(first));
        assertEquals(NameScope.NAMESPACE, f.cluster.containers.resolving(first).names());
        String apart = f.run("apart", box());
        assertEquals(NameScope.CLUSTER, f.cluster.containers.resolving(apart).names());
    }

    @Test
    void networksWithSettingsOfTheirOwnStandForTheMode() {
        network("one", Map.of());
        network("two", Map.of());
        var plain = NetworkSpec.Endpoint.named(List.of());
        f.run("box", box().network("one").endpoint("two", plain));

        assertEquals(
                List.of("two"),
                f.containers.inspect("box").networks().stream()
                        .map(ContainerView.Endpoint::name)
                        .toList());
    }

    @Test
    void imagesArePulledListedAndRemoved() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.cluster.images.answer("web:2", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.cluster.images.answer("gone", new ImageLookup.Missing("manifest for gone:latest not found"));
        f.cluster.images.answer("shut", new ImageLookup.Denied("pull access denied for shut"));
        var lines = images.pull("web:1", "", Optional.empty());
        assertEquals("Pulling from library/web", lines.getFirst().status());
        assertEquals("Status: Downloaded newer image for web:1", lines.getLast().status());
        assertEquals(
                "Status: Image is up to date for web:1",
                images.pull("web:1", "", Optional.empty()).getLast().status());
        String byDigest =
                "web@" + FakeStores.Images.facts('a', ImageConfig.EMPTY).repoDigest();
        f.cluster.images.answer(byDigest, new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        var known = images.pull(byDigest, "", Optional.empty());
        assertEquals("docker.io/library/" + byDigest, known.getFirst().id());
        assertEquals(
                "Status: Image is up to date for " + byDigest, known.getLast().status());
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "manifest for gone:latest not found",
                () -> images.pull("gone", "", Optional.empty()));
        Fixture.refused(
                ErrorKind.NOT_FOUND, "pull access denied for shut", () -> images.pull("shut", "", Optional.empty()));
        images.pull("web:2", "", Optional.empty());
        ImageView view = images.inspect("web:2");
        assertEquals(List.of("web:1", "web:2"), view.tags());
        assertEquals(view, images.inspect("sha256:" + "a".repeat(64)));
        assertEquals(view, images.inspect("aaaaaaaaaaaa"));
        assertEquals(1, images.list(Filters.NONE).size());
        assertEquals(0, images.list(filter("reference", "other*")).size());
        assertEquals(List.of(new Removed("web:2", "")), images.remove("web:2", false));
        String id = f.create("user", Specs.of("web:1").cmd("true"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "conflict: unable to remove repository reference \"web:1\" (must force) - container "
                        + id.substring(0, 12) + " is using its referenced image aaaaaaaaaaaa",
                () -> images.remove("web:1", false));
        f.containers.remove("user", false, false);
        assertEquals(
                List.of(
                        new Removed("web:1", ""),
                        new Removed("web@sha256:2" + "a".repeat(63), ""),
                        new Removed("", "sha256:" + "a".repeat(64))),
                images.remove("web:1", false));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such image: web:1", () -> images.inspect("web:1"));
    }

    @Test
    void aNameIsTakenFromAnImageInUse() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        images.pull("web:1", "", Optional.empty());
        images.tag("web:1", "app", "1");
        f.run("user", Specs.of("app:1").cmd("sleep", "9"));
        assertEquals(List.of(new Removed("app:1", "")), images.remove("app:1", false), "it has another");
        assertEquals(List.of("web:1"), images.inspect("aaaaaaaaaaaa").tags());
        assertEquals(List.of(new Removed("web:1", "")), images.remove("web:1", true));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such image: web:1", () -> images.inspect("web:1"));
        assertEquals(List.of(), images.inspect("aaaaaaaaaaaa").tags(), "what runs stays");
    }

    @Test
    void whatIsMeantByItsIdGoesWithAllNames() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        images.pull("web:1", "", Optional.empty());
        images.tag("web:1", "app", "1");
        String unable = "conflict: unable to delete aaaaaaaaaaaa ";
        String stopped = f.create("user", Specs.of("app:1").cmd("sleep", "9"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                unable + "(must be forced) - image is referenced in multiple repositories",
                () -> images.remove("aaaaaaaaaaaa", false));
        images.remove("app:1", false);
        Fixture.refused(
                ErrorKind.CONFLICT,
                unable + "(must be forced) - image is being used by stopped container " + stopped.substring(0, 12),
                () -> images.remove("sha256:" + "a".repeat(64), false));
        f.containers.start(stopped);
        for (boolean force : new boolean[] {false, true}) {
            Fixture.refused(
                    ErrorKind.CONFLICT,
                    unable + "(cannot be forced) - image is being used by running container "
                            + stopped.substring(0, 12),
                    () -> images.remove("aaaaaaaaaaaa", force));
        }
        f.containers.remove(stopped, true, false);
        images.tag("web:1", "app", "1");
        assertEquals(
                Set.of(
                        new Removed("web:1", ""),
                        new Removed("app:1", ""),
                        new Removed("web@sha256:2" + "a".repeat(63), ""),
                        new Removed("", "sha256:" + "a".repeat(64))),
                Set.copyOf(images.remove("aaaaaaaaaaaa", true)));
        assertEquals(List.of(), images.list(Filters.NONE));
    }

    @Test
    void anImageRunsByANameThatItWasGiven() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.cluster.images.answer("r.example/app", new ImageLookup.Missing("manifest unknown"));
        images.pull("web:1", "", Optional.empty());
        Fixture.refused(ErrorKind.NOT_FOUND, "No such image: ghost:latest", () -> images.tag("ghost", "app", ""));
        images.tag("web:1", "r.example/app", "");
        images.tag("aaaaaaaaaaaa", "web", "2");
        String digest = "web@sha256:2" + "a".repeat(63);
        ImageView view = images.inspect("r.example/app");
        assertEquals(List.of("r.example/app:latest", "web:1", "web:2"), view.tags());
        assertEquals(List.of(digest), view.digests(), "only repositories of registries have digests");
        String id = f.create("user", Specs.of("r.example/app").cmd("true"));
        assertEquals(digest, f.cluster.containers.plan(id).image(), "nodes pull what was pulled");
        assertEquals(List.of(new Removed("web:2", "")), images.remove("web:2", false));
        assertEquals(
                List.of(new Removed("web:1", "")),
                images.remove("web:1", false),
                "the container's name for it is another");
        assertEquals(
                digest,
                f.cluster
                        .containers
                        .plan(f.create("more", Specs.of("r.example/app").cmd("true")))
                        .image());
        assertEquals(List.of(), images.inspect("r.example/app").digests());
    }

    @Test
    void infoCounts() {
        f.create("one", box());
        f.run("two", box());
        var info = f.engine.system().info();
        assertEquals(2, info.containers());
        assertEquals(1, info.running());
        assertTrue(f.engine.system().ready());
    }
}
