package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.PullProgress;
import io.d2k.domain.port.in.Images;
import io.d2k.domain.port.in.Images.Removed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images. */
@Timeout(180)
class ImagesTest {
    private static final String DIGEST = "web@sha256:2" + "a".repeat(63);

    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Filters filter(String name, String... values) {
        return new Filters(Map.of(name, List.of(values)));
    }

    private List<String> pulled(String ref, String platform) {
        return f.engine.images().pull(ref, platform, Optional.empty()).stream()
                .map(PullProgress::text)
                .toList();
    }

    @Test
    void anImageForOtherPlatformsEndsItsPull() {
        ImageFacts facts = FakeStores.Images.facts('a', ImageConfig.EMPTY);
        f.cluster.images.answer("many:1", new ImageLookup.OtherPlatform("linux/arm64", Optional.empty()));
        f.cluster.images.answer("one:1", new ImageLookup.OtherPlatform("linux/arm64", Optional.of(facts)));
        String mismatch =
                " was found but does not match the specified platform: wanted linux/arm64, actual: " + facts.platform();

        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such image: one:1",
                () -> f.create("early", Specs.of("one:1").cmd("true")));
        assertEquals(
                List.of(
                        "Pulling from library/many",
                        "no matching manifest for linux/arm64 in the manifest list entries"),
                pulled("many:1", "linux/arm64"));
        assertEquals(
                List.of(
                        "Pulling from library/one",
                        "Digest: " + facts.repoDigest(),
                        "Status: Downloaded newer image for one:1",
                        "image with reference docker.io/library/one:1" + mismatch),
                pulled("one:1", "linux/arm64"));

        assertEquals(
                List.of("one:1"),
                f.engine.images().list(Filters.NONE).getFirst().tags());
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "image with reference one:1" + mismatch,
                () -> f.containers.create(new CreateRequest(
                        "late", "linux/arm64", Specs.of("one:1").cmd("true").spec())));
    }

    @Test
    void imagesArePulledListedAndRemoved() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.cluster.images.answer("web:2", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.cluster.images.answer("gone", new ImageLookup.Missing("manifest for gone:latest not found"));
        f.cluster.images.answer("shut", new ImageLookup.Denied("pull access denied for shut"));
        var lines = images.pull("web:1", "", Optional.empty());
        assertEquals("Pulling from library/web", lines.getFirst().text());
        assertEquals("Status: Downloaded newer image for web:1", lines.getLast().text());
        assertEquals(
                "Status: Image is up to date for web:1",
                images.pull("web:1", "", Optional.empty()).getLast().text());
        String byDigest =
                "web@" + FakeStores.Images.facts('a', ImageConfig.EMPTY).repoDigest();
        f.cluster.images.answer(byDigest, new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        var known = images.pull(byDigest, "", Optional.empty());
        assertEquals("docker.io/library/" + byDigest, ((PullProgress.Step) known.getFirst()).id());
        assertEquals(
                "Status: Image is up to date for " + byDigest, known.getLast().text());
        Fixture.refused(
                ErrorKind.FORBIDDEN,
                "'scratch' is a reserved name",
                () -> images.pull("scratch", "", Optional.empty()));
        String id64 = "b".repeat(64);
        Fixture.refused(
                ErrorKind.NOT_FOUND, "No such image: sha256:" + id64, () -> f.create("unknown", Specs.of(id64)));
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
    void aRemovedImageIsPulledBeforeItRunsAnew() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        String first = f.create("first", Specs.of("web:1").cmd("true"));
        f.containers.remove(first, false, false);
        images.remove("web:1", false);
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such image: web:1",
                () -> f.create("second", Specs.of("web:1").cmd("true")));
        images.pull("web:1", "", Optional.empty());
        f.create("second", Specs.of("web:1").cmd("true"));
    }

    @Test
    void aRemovedImageThatCannotBePulledForNowRunsFromTheNodesThatHaveIt() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        images.pull("web:1", "", Optional.empty());
        images.remove("web:1", false);
        f.cluster.images.answer("web:1", new ImageLookup.Unreachable("no answer"));
        f.create("first", Specs.of("web:1").cmd("true"));
    }

    @Test
    void aNameIsTakenFromAnImageInUse() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        images.pull("web:1", "", Optional.empty());
        images.tag("web:1", "app", "1");
        String user = f.run("user", Specs.of("app:1").cmd("sleep", "9"));
        assertEquals(List.of(new Removed("app:1", "")), images.remove("app:1", false), "it has another");
        assertEquals(List.of("web:1"), images.inspect("aaaaaaaaaaaa").tags());
        assertEquals(
                List.of(new Removed("web:1", ""), new Removed(DIGEST, "")),
                images.remove("web:1", true),
                "with its last tag a repository loses the digest");
        assertEquals(List.of(), images.inspect("aaaaaaaaaaaa").digests());
        Fixture.refused(ErrorKind.NOT_FOUND, "No such image: " + DIGEST, () -> images.remove(DIGEST, true));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such image: web:1", () -> images.inspect("web:1"));
        assertEquals(List.of(), images.inspect("aaaaaaaaaaaa").tags(), "what runs stays");

        f.containers.remove(user, true, false);
        images.pull("web:1", "", Optional.empty());
        assertEquals(
                List.of(new Removed("web:1", ""), new Removed(DIGEST, ""), new Removed("", "sha256:" + "a".repeat(64))),
                images.remove("web:1", false));
        assertEquals(List.of(), images.list(Filters.NONE));
    }

    @Test
    void anImageWithoutTagsIsDangling() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        images.pull("web:1", "", Optional.empty());
        f.run("user", Specs.of("web:1").cmd("sleep", "9"));
        assertEquals(0, images.list(filter("dangling", "true")).size());
        images.remove("web:1", true);
        assertEquals(1, images.list(filter("dangling", "true")).size());
        assertEquals(0, images.list(filter("dangling", "false")).size(), "it has no name");
        Map<String, List<String>> both = Map.of("dangling", List.of("true"), "reference", List.of("web"));
        assertEquals(0, images.list(new Filters(both)).size(), "nor one that fits");
    }

    @Test
    void theDigestAloneIsTakenFromAnImage() {
        var images = f.engine.images();
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.cluster.images.answer(DIGEST, new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        images.pull("web:1", "", Optional.empty());
        images.pull(DIGEST, "", Optional.empty());
        String user = f.create("user", Specs.of("web:1").cmd("true"));
        Fixture.refused(
                ErrorKind.CONFLICT,
                "conflict: unable to remove repository reference \"" + DIGEST + "\" (must force) - container "
                        + user.substring(0, 12) + " is using its referenced image aaaaaaaaaaaa",
                () -> images.remove(DIGEST, false));
        assertEquals(List.of(new Removed(DIGEST, "")), images.remove(DIGEST, true));
        ImageView view = images.inspect("web:1");
        assertEquals(List.of("web:1"), view.tags());
        assertEquals(List.of(), view.digests());
        Fixture.refused(ErrorKind.NOT_FOUND, "No such image: " + DIGEST, () -> images.remove(DIGEST, true));
        String more = f.create("more", Specs.of("web:1").cmd("true"));
        assertEquals(
                "docker.io/library/" + DIGEST, f.cluster.containers.plan(more).image(), "nodes go on to pull it");

        images.pull("web:1", "", Optional.empty());
        assertEquals(List.of(DIGEST), images.inspect("web:1").digests());
        images.tag("web:1", "app", "1");
        assertEquals(List.of(new Removed(DIGEST, "")), images.remove(DIGEST, false), "it has several names");
        assertEquals(List.of(new Removed("web:1", "")), images.remove("web:1", false));
        assertEquals(List.of("app:1"), images.inspect("aaaaaaaaaaaa").tags());
    }

    /** What an engine (26.1) lists for patterns: names count one by one, and digests are names. */
    @ParameterizedTest
    @CsvSource({
        "web, web:1, DIGEST",
        "web*, web:1, DIGEST",
        "web:1, web:1, ''",
        "web@sha256:2*, '', DIGEST",
        "web@sha256:3*, , ",
        "further/*, further/web:9, ''"
    })
    void namesAreFoundByPatternsOneByOne(String pattern, String tags, String digests) {
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        Images images = f.engine.images();
        images.pull("web:1", "", Optional.empty());
        images.tag("web:1", "further/web", "9");
        List<ImageView> found = images.list(filter("reference", pattern));
        assertEquals(tags == null ? 0 : 1, found.size());
        found.forEach(view -> {
            assertEquals(tags, String.join(" ", view.tags()));
            assertEquals(digests.replace("DIGEST", DIGEST), String.join(" ", view.digests()));
        });
    }

    @Test
    void whatWasPulledByItsDigestGoesByIt() {
        var images = f.engine.images();
        f.cluster.images.answer(DIGEST, new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        images.pull(DIGEST, "", Optional.empty());
        assertEquals(
                List.of(new Removed(DIGEST, ""), new Removed("", "sha256:" + "a".repeat(64))),
                images.remove(DIGEST, false));
        assertEquals(List.of(), images.list(Filters.NONE));
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

    /** The registry may have another one of that name by now. */
    @ParameterizedTest
    @ValueSource(strings = {"", "linux", "amd64", "linux/amd64", "LINUX/X86_64", "linux/amd64/v2"})
    void whatWasPulledRunsHoweverItsPlatformIsAskedFor(String platform) {
        ImageFacts pulled = FakeStores.Images.facts('a', ImageConfig.EMPTY);
        f.cluster.images.answer("web:1", new ImageLookup.Found(pulled));
        f.engine.images().pull("web:1", "", Optional.empty());
        f.cluster.images.answer("web:1", new ImageLookup.Found(FakeStores.Images.facts('b', ImageConfig.EMPTY)));
        f.containers.create(
                new CreateRequest("box", platform, Specs.of("web:1").cmd("true").spec()));
        assertEquals(
                pulled.id(), f.containers.inspect("box").image().orElseThrow().id());
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
        assertEquals(
                "docker.io/library/" + digest, f.cluster.containers.plan(id).image(), "nodes pull what was pulled");
        assertEquals(List.of(new Removed("web:2", "")), images.remove("web:2", false));
        assertEquals(
                List.of(new Removed("web:1", ""), new Removed(digest, "")),
                images.remove("web:1", false),
                "the container's name for it is another");
        assertEquals(
                "docker.io/library/" + digest,
                f.cluster
                        .containers
                        .plan(f.create("more", Specs.of("r.example/app").cmd("true")))
                        .image());
        assertEquals(List.of(), images.inspect("r.example/app").digests());
    }
}
