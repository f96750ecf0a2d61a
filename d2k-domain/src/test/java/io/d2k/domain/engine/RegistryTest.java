package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.container.CreateRequest;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.image.ImageView;
import io.d2k.domain.image.LoginResult;
import io.d2k.domain.image.RegistryAuth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credentials for registries, and questions to them. */
class RegistryTest {
    private static final String IMAGE = "r.example/team/app:1";
    private static final RegistryAuth JOE = new RegistryAuth("joe", "secret", "r.example", "");
    private static final ImageLookup DENIED = new ImageLookup.Denied("unauthorized: authentication required");

    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private void pull(Optional<RegistryAuth> auth) {
        f.cluster.images.answer(IMAGE, new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        f.engine.images().pull(IMAGE, "", auth);
    }

    @Test
    void whatWasPulledWithCredentialsRunsWithThemThoughTheRegistryRefusesEverybodyElse() {
        pull(Optional.of(JOE));
        f.cluster.images.answer(IMAGE, DENIED);
        String id = f.create("aa", Specs.of(IMAGE).cmd("run"));
        assertEquals(Map.of("r.example/team/app", JOE), f.cluster.credentials.kept);
        assertEquals(
                List.of("pull-r.example/team/app"),
                f.cluster.containers.plan(id).pullSecrets());
        assertEquals(
                "r.example/team/app@sha256:2" + "a".repeat(63),
                f.cluster.containers.plan(id).image());
    }

    @Test
    void theImageOfAContainerIsThereWhenTheContainerHasGone() {
        f.cluster.images.answer(IMAGE, new ImageLookup.Found(FakeStores.Images.facts('a', ImageConfig.EMPTY)));
        String id = f.create("aa", Specs.of(IMAGE).cmd("run"));
        f.engine.containers().remove(id, true, false);
        assertEquals(
                List.of(List.of(IMAGE)),
                f.engine.images().list(Filters.NONE).stream()
                        .map(ImageView::tags)
                        .toList());
        f.cluster.images.answer(IMAGE, new ImageLookup.Found(FakeStores.Images.facts('b', ImageConfig.EMPTY)));
        assertEquals(
                "r.example/team/app@sha256:2" + "a".repeat(63),
                f.cluster
                        .containers
                        .plan(f.create("bb", Specs.of(IMAGE).cmd("run")))
                        .image(),
                "the tag has moved on, and nobody has pulled it");
    }

    @Test
    void anImageThatAnybodyMayPullNeedsNone() {
        pull(Optional.empty());
        String id = f.create("aa", Specs.of(IMAGE).cmd("run"));
        assertEquals(List.of(), f.cluster.containers.plan(id).pullSecrets());
    }

    @Test
    void aPrivateImageThatWasNotPulledDoesNotExist() {
        f.cluster.images.answer(IMAGE, DENIED);
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "No such image: " + IMAGE,
                () -> f.create("aa", Specs.of(IMAGE).cmd("run")));
    }

    @Test
    void wrongCredentialsAreToldAsTheEngineTellsThem() {
        f.cluster.images.answer(IMAGE, DENIED);
        Fixture.refused(
                ErrorKind.INTERNAL,
                "unauthorized: authentication required",
                () -> f.engine.images().pull(IMAGE, "", Optional.of(JOE)));
        f.cluster.images.answer(IMAGE, new ImageLookup.Denied("pull access denied for x"));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "pull access denied for x",
                () -> f.engine.images().pull(IMAGE, "", Optional.of(JOE)));
        assertEquals(Map.of(), f.cluster.credentials.kept);
    }

    @Test
    void aPullWhoseCredentialsCannotBeKeptFailsUnlessNodesNeedNone() {
        f.cluster.credentials.forbid();
        assertDoesNotThrow(() -> pull(Optional.of(JOE)));
        f.cluster.images.answerAnybody(IMAGE, DENIED);
        Fixture.refused(ErrorKind.FORBIDDEN, "secrets is forbidden", () -> pull(Optional.of(JOE)));
        assertEquals(List.of(), f.cluster.images.list());
    }

    @Test
    void unusedCredentialsGoWithTheImageAndTheContainer() {
        pull(Optional.of(JOE));
        String id = f.create("aa", Specs.of(IMAGE).cmd("run"));
        int before = f.cluster.credentials.tidied.get();
        f.containers.remove(id, true, false);
        f.engine.images().remove(IMAGE, false);
        assertEquals(before + 2, f.cluster.credentials.tidied.get());
    }

    @Test
    void anotherPlatformThanThePulledOneIsLookedUp() {
        pull(Optional.of(JOE));
        f.cluster.images.answer(IMAGE, new ImageLookup.Missing("no matching manifest"));
        assertTrue(f.containers.create(on("linux/amd64", "aa")).warnings().isEmpty());
        Fixture.refused(
                ErrorKind.NOT_FOUND, "No such image: " + IMAGE, () -> f.containers.create(on("linux/arm64", "bb")));
    }

    private static CreateRequest on(String platform, String name) {
        return new CreateRequest(name, platform, Specs.of(IMAGE).cmd("run").spec());
    }

    @Test
    void aLoginIsToldAsTheEngineTellsIt() {
        f.cluster.registries.answer(new LoginResult.Ok("token"));
        assertDoesNotThrow(() -> f.engine.registries().login(JOE));
        refusedLogin(new LoginResult.Refused("wrong", true), ErrorKind.UNAUTHORIZED);
        refusedLogin(new LoginResult.Refused("wrong"), ErrorKind.INTERNAL);
        refusedLogin(new LoginResult.Unreachable("wrong"), ErrorKind.INTERNAL);
        refusedLogin(new LoginResult.NoAddress("wrong"), ErrorKind.INVALID);
    }

    private void refusedLogin(LoginResult result, ErrorKind kind) {
        f.cluster.registries.answer(result);
        Fixture.refused(kind, "wrong", () -> f.engine.registries().login(JOE));
    }

    @Test
    void anIdIsNoReferenceOfARegistry() {
        Fixture.refused(
                ErrorKind.INTERNAL,
                "no manifest found for full image ID",
                () -> f.engine.registries().distribution("sha256:" + "0".repeat(64), Optional.empty()));
        Fixture.refused(
                ErrorKind.NOT_FOUND,
                "manifest unknown: app:latest",
                () -> f.engine.registries().distribution("app", Optional.empty()));
    }
}
