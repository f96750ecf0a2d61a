package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Filters;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.PullProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All tags of a repository at once ({@code docker pull --all-tags}). */
@Timeout(180)
class PullAllTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private List<String> allPulled(String name, String platform) {
        List<PullProgress> lines = new ArrayList<>();
        f.engine.images().pullAll(name, platform, Optional.empty(), lines::add);
        return lines.stream()
                .map(l -> l instanceof PullProgress.Step s && !s.id().isEmpty() ? s.id() + ": " + s.text() : l.text())
                .toList();
    }

    private void answerTags(ImageLookup one, ImageLookup latest) {
        f.cluster.registries.tags("one", "latest");
        f.cluster.images.answer("web:one", one);
        f.cluster.images.answer("web:latest", latest);
    }

    @Test
    void allTagsOfARepositoryArePulled() {
        ImageFacts a = FakeStores.Images.facts('a', ImageConfig.EMPTY, "x");
        ImageFacts b = FakeStores.Images.facts('b', ImageConfig.EMPTY, "xy");
        answerTags(new ImageLookup.Found(a), new ImageLookup.Found(b));
        List<String> lines = List.of(
                "one: Pulling from library/web",
                "Digest: " + a.repoDigest(),
                "latest: Pulling from library/web",
                "Digest: " + b.repoDigest());

        assertEquals(
                List.of(
                        "one: Pulling from library/web",
                        "XXXXXXXXXXXX: Pulling fs layer",
                        "XXXXXXXXXXXX: Pull complete",
                        "Digest: " + a.repoDigest(),
                        "latest: Pulling from library/web",
                        "XXXXXXXXXXXX: Already exists",
                        "YYYYYYYYYYYY: Pulling fs layer",
                        "YYYYYYYYYYYY: Pull complete",
                        "Digest: " + b.repoDigest(),
                        "Status: Downloaded newer image for web"),
                allPulled("web", ""));
        assertEquals(append(lines, "Status: Image is up to date for web"), allPulled("docker.io/library/web", ""));
        assertEquals(2, f.engine.images().list(Filters.NONE).size());
        f.cluster.registries.tags();
        assertEquals(List.of("Status: Image is up to date for web"), allPulled("web", ""));
    }

    @Test
    void whatFailsAfterATagIsToldInThePullOfAll() {
        ImageFacts a = FakeStores.Images.facts('a', ImageConfig.EMPTY);
        List<String> lines = List.of("one: Pulling from library/web", "Digest: " + a.repoDigest());
        answerTags(new ImageLookup.Found(a), new ImageLookup.Missing("gone"));
        assertEquals(append(lines, "gone"), allPulled("web", ""));

        answerTags(new ImageLookup.Missing("gone"), new ImageLookup.Found(a));
        Fixture.refused(ErrorKind.NOT_FOUND, "gone", () -> allPulled("web", ""));

        f.cluster.registries.tags("one", "no tag");
        f.cluster.images.answer("web:one", new ImageLookup.Found(a));
        assertEquals(append(lines, "invalid tag format"), allPulled("web", ""));
    }

    @Test
    void aPullOfAllLooksAtThePlatformOfTheLatest() {
        ImageFacts a = FakeStores.Images.facts('a', ImageConfig.EMPTY);
        var other = new ImageLookup.OtherPlatform("linux/arm64", Optional.of(a));
        String status = "Status: Downloaded newer image for web";
        f.cluster.registries.tags("one");
        f.cluster.images.answer("web:one", other);
        List<String> lines = List.of("one: Pulling from library/web", "Digest: " + a.repoDigest(), status);
        assertEquals(append(lines, "No such image: web:latest"), allPulled("web", "linux/arm64"));

        answerTags(other, other);
        assertEquals(
                "image with reference docker.io/library/web was found but does not match the specified platform: wanted"
                        + " linux/arm64, actual: " + a.platform(),
                allPulled("web", "linux/arm64").getLast());

        answerTags(other, new ImageLookup.Found(a));
        assertEquals(
                "Status: Image is up to date for web",
                allPulled("web", "linux/arm64").getLast());

        answerTags(new ImageLookup.OtherPlatform("linux/arm64", Optional.empty()), other);
        assertEquals(
                List.of(
                        "one: Pulling from library/web",
                        "no matching manifest for linux/arm64 in the manifest list entries"),
                allPulled("web", "linux/arm64"));
    }

    private static List<String> append(List<String> lines, String last) {
        return Stream.concat(lines.stream(), Stream.of(last)).toList();
    }
}
