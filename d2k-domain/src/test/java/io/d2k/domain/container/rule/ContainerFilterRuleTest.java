package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.d2k.domain.Filters;
import io.d2k.domain.container.ContainerState;
import io.d2k.domain.container.ContainerState.Health;
import io.d2k.domain.container.ContainerStatus;
import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.PortBinding;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.Port;
import io.d2k.domain.image.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As moby's {@code daemon/list.go}. */
class ContainerFilterRuleTest {
    private static ContainerView view(ContainerStatus status, int code) {
        return view(Specs.of("web:1").label("tier", "web"), status, code);
    }

    private static ContainerView view(Specs spec, ContainerStatus status, int code) {
        var record = Observed.runOnce(spec).get().record();
        ContainerState state = new ContainerState(
                status, code, false, "", Optional.of(Observed.at(1)), Optional.empty(), 0, Optional.of(Health.HEALTHY));
        return new ContainerView(
                record,
                "web:1",
                state,
                EffectiveConfigRule.join(record.id(), record.spec(), Optional.empty()),
                List.of(new ContainerView.MountPoint("volume", "data", "/var/x", "/data", "local", "", true, "")),
                List.of(new ContainerView.Endpoint(
                        "back", "f".repeat(64), "", "", "", Optional.empty(), Optional.empty(), Optional.empty())),
                Map.of(
                        new Port(80, Protocol.TCP), List.of(new PortBinding("", "8080")),
                        new Port(53, Protocol.UDP), List.of()),
                "",
                List.of(),
                List.of(),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "id, ccc, true",
        "id, cd, false",
        "name, box, true",
        "name, ^/box$, true",
        "name, ^bo, true",
        "name, x$, true",
        "name, y, false",
        "name, [, false",
        "status, exited, true",
        "status, running, false",
        "exited, 3, true",
        "exited, 0, false",
        "health, healthy, true",
        "health, none, false",
        "label, tier, true",
        "label, tier=web, true",
        "label, tier=db, false",
        "ancestor, web:1, true",
        "ancestor, web, false",
        "ancestor, docker.io/library/web:1, true",
        "network, back, true",
        "network, ffff, true",
        "network, front, false",
        "volume, data, true",
        "volume, /data, true",
        "volume, other, false",
        "expose, 80, true",
        "expose, 80/udp, false",
        "expose, 53/udp, true",
        "expose, 50-60/udp, true",
        "expose, 1-9, false",
        "publish, 8080, true",
        "publish, 8000-8100/tcp, true",
        "publish, 80, false",
        "publish, 53/udp, false",
        "is-task, false, true",
        "is-task, true, false",
        "id, '', false",
        "volume, '', false",
    })
    void filters(String name, String value, boolean passes) {
        Filters filters = new Filters(Map.of(name, List.of(value)));
        ContainerFilterRule.check(filters);
        assertEquals(
                passes, ContainerFilterRule.passes(filters, view(ContainerStatus.EXITED, 3), ref -> Observed.at(5)));
    }

    @ParameterizedTest
    @CsvSource({
        "web, true",
        "web:latest, true",
        "web:1, false",
        "other, false",
        "web@sha256:A, true",
        "web:latest@sha256:A, true",
        "web:1@sha256:A, true",
        "other@sha256:A, false",
        "web@sha256:B, false",
    })
    void imageOfATaskIsFoundByItsNameAndByItsDigest(String asked, boolean passes) {
        var task = view(Specs.of("web:latest@sha256:" + "a".repeat(64)), ContainerStatus.RUNNING, 0);
        String image = asked.replace("A", "a".repeat(64)).replace("B", "b".repeat(64));
        Filters filters = new Filters(Map.of("ancestor", List.of(image)));

        assertEquals(passes, ContainerFilterRule.passes(filters, task, ref -> Observed.at(5)));
    }

    @Test
    void beforeAndSinceCompareCreation() {
        ContainerView c = view(ContainerStatus.RUNNING, 0);
        Filters before = new Filters(Map.of("before", List.of("x")));
        Filters since = new Filters(Map.of("since", List.of("x")));
        assertTrue(ContainerFilterRule.passes(before, c, ref -> Observed.at(5)));
        assertFalse(ContainerFilterRule.passes(before, c, ref -> Observed.at(0)), "itself");
        assertFalse(ContainerFilterRule.passes(since, c, ref -> Observed.at(5)));
        assertTrue(ContainerFilterRule.passes(since, c, ref -> Observed.at(-5)));
        Filters exited = new Filters(Map.of("exited", List.of("0")));
        assertFalse(ContainerFilterRule.passes(exited, c, ref -> Observed.at(5)), "it runs");
    }

    @ParameterizedTest
    @MethodSource
    void valuesAreChecked(ErrorKind kind, String name, String value, String words) {
        EngineException e = assertThrows(
                EngineException.class, () -> ContainerFilterRule.check(new Filters(Map.of(name, List.of(value)))));
        assertEquals(words, e.getMessage());
        assertEquals(kind, e.kind());
    }

    static Stream<Arguments> valuesAreChecked() {
        String ports = "error while looking up for ";
        return Stream.of(
                arguments(ErrorKind.INVALID, "status", "nonsense", "invalid filter 'status=nonsense'"),
                arguments(ErrorKind.INVALID, "health", "ill", "unrecognized filter value for health: ill"),
                arguments(
                        ErrorKind.INVALID,
                        "exited",
                        "x",
                        "invalid filter 'exited=x': strconv.Atoi: parsing \"x\": invalid syntax"),
                arguments(
                        ErrorKind.INVALID,
                        "exited",
                        "",
                        "invalid filter 'exited=': strconv.Atoi: parsing \"\": invalid syntax"),
                arguments(
                        ErrorKind.INVALID,
                        "exited",
                        "99999999999999999999",
                        "invalid filter 'exited=99999999999999999999': strconv.Atoi: parsing \"99999999999999999999\":"
                                + " value out of range"),
                arguments(ErrorKind.INTERNAL, "publish", "", ports + "publish : Empty string specified for ports."),
                arguments(
                        ErrorKind.INTERNAL,
                        "publish",
                        "90-80",
                        ports + "publish 90-80: Invalid range specified for the Port: 90-80"),
                arguments(
                        ErrorKind.INTERNAL,
                        "publish",
                        "80-x",
                        ports + "publish 80-x: strconv.ParseUint: parsing \"x\": invalid syntax"),
                arguments(
                        ErrorKind.INTERNAL,
                        "expose",
                        "-1",
                        ports + "expose -1: strconv.ParseUint: parsing \"\": invalid syntax"),
                arguments(
                        ErrorKind.INTERNAL,
                        "expose",
                        "70000",
                        ports + "expose 70000: strconv.ParseUint: parsing \"70000\": value out of range"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exited=-1",
                "exited=+3",
                "exited=12345678901",
                "publish=80-90-100",
                "publish=80/",
                "expose=80/foo"
            })
    void valuesThatFitNothingAreFine(String filter) {
        String[] parts = filter.split("=");
        Filters filters = new Filters(Map.of(parts[0], List.of(parts[1])));
        ContainerFilterRule.check(filters);
        assertFalse(ContainerFilterRule.passes(filters, view(ContainerStatus.RUNNING, 0), ref -> Observed.at(0)));
    }

    @Test
    void theRestIsChecked() {
        Refusals.invalid(
                "invalid filter 'nosuch'",
                () -> ContainerFilterRule.check(new Filters(Map.of("nosuch", List.of("1")))));
        Refusals.invalid(
                "invalid filter 'label!'",
                () -> ContainerFilterRule.check(new Filters(Map.of("label!", List.of("tier")))));
        Refusals.invalid(
                "invalid filter 'is-task=[maybe]'",
                () -> ContainerFilterRule.check(new Filters(Map.of("is-task", List.of("maybe")))));
        assertTrue(ContainerFilterRule.includesStopped(new Filters(Map.of("status", List.of("created")))));
        assertFalse(ContainerFilterRule.includesStopped(new Filters(Map.of("exited", List.of("0")))));
    }
}
