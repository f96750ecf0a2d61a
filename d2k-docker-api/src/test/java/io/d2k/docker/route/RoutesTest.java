package io.d2k.docker.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.RETURNS_DEFAULTS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.d2k.docker.json.ContainerEncoder;
import io.d2k.docker.json.SystemEncoder;
import io.d2k.domain.port.in.Containers;
import io.d2k.domain.port.in.Dependencies;
import io.d2k.domain.port.in.Events;
import io.d2k.domain.port.in.Execs;
import io.d2k.domain.port.in.Files;
import io.d2k.domain.port.in.Images;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.in.Nodes;
import io.d2k.domain.port.in.Registries;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.port.in.Stats;
import io.d2k.domain.port.in.Swarm;
import io.d2k.domain.port.in.SystemInfo;
import io.d2k.domain.port.in.Tasks;
import io.d2k.domain.port.in.Volumes;
import io.d2k.domain.swarm.DependencyKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoutesTest {
    private final Routes routes = plain();
    private final Routes swarm = swarm();

    /** Returns the routes of an engine. */
    static Routes plain() {
        return routes(Optional.empty());
    }

    /** Returns the routes of a swarm's manager. */
    static Routes swarm() {
        return routes(Optional.of(swarmApi()));
    }

    private static SwarmApi swarmApi() {
        Dependencies secrets = mock(Dependencies.class);
        when(secrets.kind()).thenReturn(DependencyKind.SECRET);
        Dependencies configs = mock(Dependencies.class);
        when(configs.kind()).thenReturn(DependencyKind.CONFIG);
        return new SwarmApi(
                mock(Swarm.class), mock(Nodes.class), secrets, configs, mock(Services.class), mock(Tasks.class));
    }

    private static Routes routes(Optional<SwarmApi> swarm) {
        return new Routes(
                new Engine(
                        mock(Containers.class, RETURNS_DEFAULTS),
                        mock(Execs.class),
                        mock(Images.class),
                        mock(Volumes.class),
                        mock(Networks.class),
                        mock(SystemInfo.class),
                        mock(Events.class),
                        mock(Stats.class),
                        mock(Files.class),
                        mock(Registries.class),
                        swarm),
                new ContainerEncoder(Clock.systemUTC()),
                new SystemEncoder(new SystemEncoder.Build("0", "", ""), Clock.systemUTC()));
    }

    static List<String> operations() throws IOException {
        try (InputStream in = RoutesTest.class.getResourceAsStream("engine-api-1.45.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationOfTheEngineApiIsInTheTable(String operation) {
        String[] part = operation.split(" ");
        String path = part[1].replaceAll("\\{[a-z]+}", "thing");

        for (Routes table : List.of(routes, swarm)) {
            var match = table.find(part[0], path).orElseThrow();

            assertEquals(
                    part[1].replaceAll("\\{[a-z]+}", "{}"),
                    match.route().template().replaceAll("\\{[a-z]+}", "{}"));
            assertEquals(part[1].contains("{") ? "thing" : "", match.ref());
        }
    }

    @Test
    void noRouteIsThereTwice() {
        for (Routes table : List.of(routes, swarm)) {
            var seen = new HashSet<String>();
            for (Route route : table.table()) {
                assertTrue(seen.add(route.method() + " " + route.template()), route.template());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /images/registry.example:5000/a/b:tag/json, registry.example:5000/a/b:tag",
        "GET, /containers//box/json, /box",
        "DELETE, /images/a/b@sha256:00, a/b@sha256:00",
        "POST, /containers/json/start, json",
        "GET, /containers/box/attach/ws, box"
    })
    void variableMayHoldSlashes(String method, String path, String ref) {
        assertEquals(ref, routes.find(method, path).orElseThrow().ref());
    }

    @Test
    void networksAreListedWithASlashAsWell() {
        assertEquals(routes.find("GET", "/networks"), routes.find("GET", "/networks/"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /",
        "GET, /volumes/",
        "POST, /networks/",
        "GET, /nope",
        "PUT, /containers/json",
        "POST, /_ping",
        "GET, /containers/box/json/",
        "GET, /containersjson",
        "GET, /containers//json",
        "DELETE, /version",
        "get, /version",
        "GET, /images",
        "HEAD, /containers/json"
    })
    void whatTheEngineDoesNotHaveIsNotFound(String method, String path) {
        assertFalse(routes.find(method, path).isPresent());
    }
}
