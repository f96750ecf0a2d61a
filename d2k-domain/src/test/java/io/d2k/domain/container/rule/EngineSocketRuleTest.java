package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSocketRuleTest {
    private static final String SOCKET = "/var/run/docker.sock";
    private static final Optional<String> ADDRESS = Optional.of("tcp://d2k.d2k.svc:2375");
    private static final Mount DATA = new Mount.HostPath("/data", "/data", true);

    private static List<EnvVar> env(String value) {
        return value == null ? List.of() : List.of(new EnvVar("DOCKER_HOST", value));
    }

    @ParameterizedTest
    @CsvSource({
        "/var/run/docker.sock, /var/run/docker.sock, , tcp://d2k.d2k.svc:2375",
        "/run/docker.sock, /docker.sock, , tcp://d2k.d2k.svc:2375",
        "/run/user/1000/docker.sock, /var/run/docker.sock, , tcp://d2k.d2k.svc:2375",
        "/var/run/docker.sock, /docker.sock, unix:///docker.sock, tcp://d2k.d2k.svc:2375",
        "/var/run/docker.sock, /docker.sock, '', tcp://d2k.d2k.svc:2375",
        "/var/run/docker.sock, /var/run/docker.sock, tcp://proxy:2375, tcp://proxy:2375"
    })
    void anAddressStandsForTheSocket(String path, String target, String asked, String given) {
        Warnings warnings = new Warnings();
        var reached = EngineSocketRule.reach(
                List.of(DATA, new Mount.HostPath(path, target, false)), env(asked), "traefik", ADDRESS, warnings);
        assertEquals(List.of(DATA), reached.mounts());
        assertEquals(env(given), reached.env());
        assertEquals(
                List.of("No node has a socket of this engine. The container reaches it by"
                        + " DOCKER_HOST=tcp://d2k.d2k.svc:2375 instead of " + target + "."),
                warnings.list());
    }

    @Test
    void withoutAnAddressTheNodesFileIsMountedWithAWarning() {
        Warnings warnings = new Warnings();
        List<Mount> mounts = List.of(new Mount.HostPath(SOCKET, SOCKET, true));
        var reached = EngineSocketRule.reach(mounts, List.of(), "traefik", Optional.empty(), warnings);
        assertEquals(mounts, reached.mounts());
        assertEquals(List.of(), reached.env());
        assertTrue(warnings.list().getFirst().startsWith(SOCKET + " is mounted from the node"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "testcontainers/ryuk:0.14.0",
                "testcontainers/ryuk",
                "docker.io/testcontainers/ryuk@sha256:00",
                "mirror:5000/hub/testcontainers/ryuk:0.8.1"
            })
    void ryukIsToldWhatToDo(String image) {
        List<Mount> mounts = List.of(new Mount.HostPath(SOCKET, SOCKET, false));
        Refusals.unsupported(
                "Ryuk needs the socket of the engine, which no node has: set TESTCONTAINERS_RYUK_DISABLED=true for the"
                        + " tests, or D2K_CONTAINER_DOCKER_HOST for d2k",
                () -> EngineSocketRule.reach(mounts, List.of(), image, Optional.empty(), new Warnings()));
        assertEquals(
                List.of(),
                EngineSocketRule.reach(mounts, List.of(), image, ADDRESS, new Warnings())
                        .mounts());
    }

    @Test
    void otherMountsAreNoConcern() {
        Warnings warnings = new Warnings();
        List<Mount> mounts = List.of(DATA, new Mount.Scratch(SOCKET, false));
        var reached = EngineSocketRule.reach(mounts, env("tcp://proxy:2375"), "testcontainers/ryuk", ADDRESS, warnings);
        assertEquals(mounts, reached.mounts());
        assertEquals(env("tcp://proxy:2375"), reached.env());
        assertEquals(List.of(), warnings.list());
    }
}
