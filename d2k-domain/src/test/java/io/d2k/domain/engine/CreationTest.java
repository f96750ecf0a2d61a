package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerQuery;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.RestartPolicy.Mode;
import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.volume.VolumeRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Creates, names, references, lists. */
@Timeout(180)
class CreationTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs box() {
        return Specs.of("busybox").cmd("true");
    }

    private List<String> list(boolean all, int limit, Map<String, List<String>> filters) {
        return f.containers.list(new ContainerQuery(all, limit, new Filters(filters))).stream()
                .map(ContainerView::name)
                .toList();
    }

    @Test
    void aNameInUseIsRefusedUntilItsOwnerIsGone() {
        String id = f.create("taken", box());
        String conflict = "Conflict. The container name \"/taken\" is already in use by container \"" + id
                + "\". You have to remove (or rename) that container to be able to reuse that name.";
        Fixture.refused(ErrorKind.CONFLICT, conflict, () -> f.create("taken", box()));
        Fixture.refused(ErrorKind.CONFLICT, conflict, () -> f.create("/taken", box()));
        f.containers.remove("taken", false, false);
        f.create("taken", box());
        f.create("TAKEN", box());
        assertEquals(2, f.names(true).size(), "case counts");
    }

    @Test
    void oneOfManyCreatesOfANameWins() {
        List<String> refusals = Collections.synchronizedList(new ArrayList<>());
        List<FutureTask<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(Bounded.start(() -> {
                try {
                    f.create("one", box());
                    return true;
                } catch (io.d2k.domain.error.EngineException e) {
                    assertEquals(ErrorKind.CONFLICT, e.kind());
                    refusals.add(e.getMessage());
                    return false;
                }
            }));
        }
        assertEquals(1, all.stream().filter(Bounded::get).count());
        assertEquals(List.of("one"), f.names(true));
        String owner = f.containers.inspect("one").id();
        assertEquals(
                Set.of("Conflict. The container name \"/one\" is already in use by container \"" + owner
                        + "\". You have to remove (or rename) that container to be able to reuse that name."),
                Set.copyOf(refusals),
                "as clients that race for a name know it, finished or not");
    }

    @Test
    void oneOfManyRenamesToANameWins() {
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            before.add(f.create("box" + i, box()));
        }
        List<FutureTask<Boolean>> all = before.stream()
                .map(id -> Bounded.start(() -> {
                    try {
                        f.containers.rename(id, "one");
                        return true;
                    } catch (io.d2k.domain.error.EngineException e) {
                        assertEquals(ErrorKind.CONFLICT, e.kind());
                        return false;
                    }
                }))
                .toList();
        assertEquals(1, all.stream().filter(Bounded::get).count());
        assertEquals(1, f.names(true).stream().filter("one"::equals).count());
    }

    @Test
    void aNameIsMadeUpWhereNoneIsAskedFor() {
        f.create("", box());
        f.create("", box());
        List<String> names = f.names(true);
        assertEquals(2, names.stream().distinct().count());
        names.forEach(n -> assertTrue(n.matches("[a-z]+_[a-z]+\\d*"), n));
    }

    @Test
    void containersAreFoundByNameSlashIdAndPrefix() {
        String id = f.create("subject", box());
        String other = f.create("other", box());
        for (String ref : List.of("subject", "/subject", id, id.substring(0, 40), id.substring(0, 12))) {
            assertEquals("subject", f.containers.inspect(ref).name());
        }
        Fixture.refused(ErrorKind.INVALID, "invalid name or ID supplied: \"\"", () -> f.containers.inspect(""));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such container: nobody", () -> f.containers.inspect("nobody"));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such container: " + "0".repeat(64),
                () -> f.containers.inspect("0".repeat(64)));
        // a name that looks like the beginning of another's ID wins
        f.containers.rename("other", id.substring(0, 6));
        assertEquals(other, f.containers.inspect(id.substring(0, 6)).id());
    }

    @Test
    void anAmbiguousPrefixIsRefused() {
        for (int i = 0; i < 17; i++) {
            f.create("", box());
        }
        String shared = f.containers.list(new ContainerQuery(true, 0, Filters.NONE)).stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        c -> c.id().substring(0, 1), java.util.stream.Collectors.counting()))
                .entrySet()
                .stream()
                .filter(e -> e.getValue() > 1)
                .findFirst()
                .orElseThrow()
                .getKey();
        Fixture.refused(
                ErrorKind.INVALID,
                "multiple IDs found with provided prefix: " + shared,
                () -> f.containers.inspect(shared));
    }

    @Test
    void renameFreesTheOldName() throws Exception {
        String id = f.run("first", Specs.of("busybox").cmd("sleep", "9"));
        String second = f.create("second", box());
        f.containers.rename("first", "/renamed");
        assertEquals("running", f.status("renamed"));
        assertEquals(
                "/first", f.events.await("renamed", "rename", 1).attributes().get("oldName"));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such container: first", () -> f.containers.inspect("first"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "Error when allocating new name: Conflict. The container name \"/second\" is already in use by container \""
                        + second + "\". You have to remove (or rename) that container to be able to reuse that name.",
                () -> f.containers.rename("renamed", "second"));
        Fixture.refused(
                ErrorKind.INVALID,
                "Renaming a container with the same name as its current name",
                () -> f.containers.rename(id, "renamed"));
        Fixture.refused(
                ErrorKind.INVALID,
                "Error when allocating new name: Invalid container name (/not good), only"
                        + " [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
                () -> f.containers.rename("renamed", "not good"));
        for (String empty : List.of("", "/")) {
            Fixture.refused(
                    ErrorKind.INVALID,
                    "Neither old nor new names may be empty",
                    () -> f.containers.rename("renamed", empty));
        }
        f.create("first", box());
    }

    @Test
    void whatCannotBeTranslatedIsRefusedBeforeAnythingIsMade() {
        Fixture.refused(
                ErrorKind.INVALID,
                "Minimum memory limit allowed is 6MB",
                () -> f.create(
                        "x1",
                        box().binds("data:/data")
                                .resources(new ResourceSpec(1 << 20, 0, 0, 0, 0, 0, 0, 0, 0, List.of()))));
        Fixture.refused(ErrorKind.INVALID, "no command specified", () -> f.create("x2", Specs.of("")));
        Fixture.refused(
                ErrorKind.UNSUPPORTED,
                "a container without an image is not available on Kubernetes: name one",
                () -> f.create("x2", Specs.of("").cmd("true")));
        Fixture.refused(ErrorKind.INVALID, "invalid signal: NOPE", () -> f.create("x3", box().stopSignal("NOPE")));
        Fixture.refused(
                ErrorKind.INVALID,
                "can't create 'AutoRemove' container with restart policy",
                () -> f.create("x4", box().rm().restart(Mode.ALWAYS, 0)));
        assertEquals(List.of(), f.cluster.volumes.list());
        assertEquals(List.of(), f.names(true));
        f.create("x1", box());
    }

    @Test
    void volumesOfAFailedCreateAreTakenBack() {
        f.engine.volumes().create("mine", "", Map.of(), Map.of());
        f.cluster.containers.createFails();
        Fixture.refused(
                ErrorKind.UNAVAILABLE,
                "the API server does not answer",
                () -> f.create("unlucky", box().binds("/anon", "mine:/mine", "new:/new")));
        assertEquals(
                List.of("mine"),
                f.cluster.volumes.list().stream().map(VolumeRecord::name).toList());
    }

    @Test
    void anObjectNameThatIsTakenGetsAHash() {
        String one = f.create("my_app", box());
        String two = f.create("my.app", box());
        String first = f.containers.inspect(one).record().objectName();
        String second = f.containers.inspect(two).record().objectName();
        assertEquals("my-app", first);
        assertTrue(second.matches("my-app-[0-9a-f]{6}"), second);
    }

    @Test
    void mountsReachThePodAndInspect() {
        String id = f.create("mm", box().binds("data:/data", "data:/again:ro", "/anon"));
        List<Mount> mounts = f.cluster.containers.plan(id).mounts();
        assertEquals(3, mounts.size());
        assertEquals(new Mount.Claim("data", "data", true, "/again", true, ""), mounts.get(1));
        var points = f.containers.inspect("mm").mounts();
        assertEquals(
                List.of("/data", "/again", "/anon"),
                points.stream().map(m -> m.destination()).toList());
        assertEquals(
                List.of(true, false, true),
                points.stream().map(m -> m.readWrite()).toList());
        assertTrue(points.get(2).name().matches("[0-9a-f]{64}"));
    }

    @Test
    void theImagesConfigIsJoined() {
        ImageConfig config = new ImageConfig(
                List.of("/entry"),
                List.of("serve"),
                List.of("A=1", "B=2"),
                "/srv",
                "",
                List.of(),
                List.of("/state"),
                Map.of("from", "image"),
                "QUIT",
                Optional.empty());
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', config)));
        String id = f.create("web", Specs.of("web:1").env("B=3").label("own", "yes"));
        ContainerView v = f.containers.inspect(id);
        assertEquals(List.of("/entry", "serve"), v.config().argv());
        assertEquals(List.of("B=3", "A=1"), v.config().env());
        assertEquals("/srv", v.config().workingDir());
        assertEquals("QUIT", v.config().stopSignal());
        assertEquals(Map.of("from", "image", "own", "yes"), v.config().labels());
        assertEquals("/state", v.mounts().getFirst().destination());
        assertEquals(WorkloadKind.DEPLOYMENT, v.record().kind());
        f.cluster.images.answer("none:1", new ImageLookup.Missing("manifest unknown"));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such image: none:1", () -> f.create("none", Specs.of("none:1")));
        f.cluster.images.answer("bare:1", new ImageLookup.Found(FakeStores.Images.facts('b', ImageConfig.EMPTY)));
        Fixture.refused(ErrorKind.INVALID, "no command specified", () -> f.create("bare", Specs.of("bare:1")));
    }

    @Test
    void whatIsPulledIsWhatRuns() {
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.engine.images().pull("web:1", "", Optional.empty());
        String id = f.create("web", Specs.of("web:1").cmd("true"));
        assertEquals(
                "docker.io/library/web@sha256:2" + "a".repeat(63),
                f.cluster.containers.plan(id).image());
        assertEquals(
                "docker.io/library/web@sha256:2" + "a".repeat(63),
                f.cluster
                        .containers
                        .plan(f.create("byid", Specs.of("aaaaaaaaaaaa").cmd("true")))
                        .image());
    }

    @Test
    void listsAreNewestFirstAndFiltered() {
        f.create("app-new", box().label("tier", "web").label("env", "dev"));
        f.run("app-up", Specs.of("busybox").cmd("sleep", "9").label("tier", "web"));
        f.cluster.containers.program(p -> p.begin().end(3));
        f.awaitRecorded(f.run("app-bad", box().label("tier", "db")), 1);
        assertEquals(List.of("app-up"), list(false, 0, Map.of()));
        assertEquals(List.of("app-bad", "app-up", "app-new"), list(true, 0, Map.of()));
        assertEquals(List.of("app-bad", "app-up"), list(false, 2, Map.of()));
        assertEquals(List.of("app-new"), list(false, 0, Map.of("status", List.of("created"))));
        assertEquals(List.of("app-bad"), list(true, 0, Map.of("exited", List.of("3"))));
        assertEquals(List.of(), list(false, 0, Map.of("exited", List.of("3"))), "needs -a, as in moby");
        assertEquals(List.of("app-up", "app-new"), list(true, 0, Map.of("label", List.of("tier=web"))));
        assertEquals(List.of("app-new"), list(true, 0, Map.of("label", List.of("tier=web", "env"))));
        assertEquals(List.of("app-bad"), list(true, 0, Map.of("since", List.of("app-up"))));
        assertEquals(List.of("app-new"), list(true, 0, Map.of("before", List.of("app-up"))));
        assertEquals(List.of("app-bad"), list(true, 0, Map.of("name", List.of("^/app-b"))));
        Fixture.refused(
                ErrorKind.INVALID, "invalid filter 'nosuch'", () -> list(true, 0, Map.of("nosuch", List.of("1"))));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such container: ghost",
                () -> list(true, 0, Map.of("before", List.of("ghost"))));
    }

    static Stream<Arguments> requestsThatNameAnother() {
        var from = new StorageSpec(List.of(), List.of(), Map.of(), List.of(), List.of("ghost:ro"), "");
        return Stream.of(
                arguments(box().storage(from), "No such container: ghost"),
                arguments(box().security(pid("container:ghost")), "No such container: ghost"),
                arguments(box().network("container:ghost"), "No such container: ghost"),
                arguments(box().links("ghost:db"), "could not get container for ghost: No such container: ghost"));
    }

    private static SecuritySpec pid(String mode) {
        return new SecuritySpec(
                false, List.of(), List.of(), List.of(), false, List.of(), Map.of(), false, mode, "", "", "", "");
    }

    @ParameterizedTest
    @MethodSource("requestsThatNameAnother")
    void aContainerThatIsNotThereMakesTheRequestWrong(Specs spec, String message) {
        Fixture.refused(
                ErrorKind.INVALID, message, () -> f.containers.create(new CreateRequest("web", "", spec.spec())));
    }

    @Test
    void createWarnsOfWhatIsNotCarriedOver() {
        var created = f.containers.create(new CreateRequest(
                "warned", "", box().other("HostConfig.CpusetCpus", "\"0\"").spec()));
        assertEquals(List.of("Kubernetes has no counterpart of CpusetCpus. It was ignored."), created.warnings());
    }
}
