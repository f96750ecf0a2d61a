package io.d2k.domain.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.system.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwarmRulesTest {
    private static final SwarmLookup<String> LOOKUP =
            new SwarmLookup<>("secret", s -> s.split("/")[0], s -> s.split("/")[1]);

    @ParameterizedTest
    @CsvSource({
        "00000000-0000-0000-0000-000000000000, 0000000000000000000000000",
        "00000000-0000-0000-0000-000000000024, 0000000000000000000000010",
        "ffffffff-ffff-ffff-ffff-ffffffffffff, f5lxx1zz5pnorynqglhzmsp33",
        "F6B71088-7BA9-4D6E-A665-5E90EFCCC80F, eltjmz2htju2pwoaxye2ddz4f",
        "f6b71088-7ba9-4d6e-a665-5e90efccc80f, eltjmz2htju2pwoaxye2ddz4f"
    })
    void anIdHoldsAllBitsOfTheUid(String uid, String id) {
        assertEquals(id, SwarmId.of(uid));
    }

    @Test
    void capitalsOfNamesMayMakeNoDifference() {
        SwarmLookup<String> any = new SwarmLookup<>("secret", s -> "abc", s -> s, DependencyRule::sameName);

        assertEquals(Optional.of("Key"), any.find(List.of("Key"), "kEY"));
    }

    @Test
    void whatIsNoUuidHasAnIdToo() {
        assertTrue(SwarmId.of("node-1").matches("[0-9a-z]{25}"));
        assertEquals(SwarmId.of("node-1"), SwarmId.of("node-1"));
        assertTrue(SwarmId.random().matches("[0-9a-z]{25}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc1 | abc1/x  | the ID itself",
                "x    | abc1/x  | the name",
                "abd  | abd2/y  | the beginning of an ID",
                "abc2 | abc2/w  | an ID before a name",
            })
    void findsByIdThenNameThenPrefix(String ref, String found, String why) {
        assertEquals(found, LOOKUP.require(List.of("abc1/x", "abd2/y", "zzz3/abc2", "abc2/w"), ref), why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nope | NOT_FOUND | secret nope not found",
                "ab   | INVALID   | secret ab is ambiguous (2 matches found)",
                "''   | NOT_FOUND | secret  not found",
            })
    void refusesInDockersWords(String ref, ErrorKind kind, String message) {
        EngineException e = assertThrows(EngineException.class, () -> LOOKUP.require(List.of("abc1/x", "abd2/y"), ref));
        assertEquals(message, e.getMessage());
        assertEquals(kind, e.kind());
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "a, true",
        "a=1, true",
        "a=2, false",
        "a=, true",
        "c, false",
        "a=2 a=1, true",
        "a=1 b=3, false",
        "e=, true",
    })
    void labelsAreFilteredAsASwarmManagerDoes(String wanted, boolean passes) {
        List<String> filters = wanted.isEmpty() ? List.of() : List.of(wanted.split(" "));
        assertEquals(passes, SwarmFilter.labels(filters, Map.of("a", "1", "b", "2", "e", "")));
    }

    @Test
    void aStaleVersionIsOutOfSequence() {
        SwarmMeta meta = new SwarmMeta("id", 3, Instant.EPOCH, Instant.EPOCH);
        meta.requireVersion(3);
        EngineException e = assertThrows(EngineException.class, () -> meta.requireVersion(2));
        assertEquals("rpc error: code = Unknown desc = update out of sequence", e.getMessage());
        assertEquals(ErrorKind.UNCLASSED, e.kind());
    }

    @ParameterizedTest
    @CsvSource({
        "w1, w1, 'm2 w1 m3'", // d2k's own node leads, and so is a manager
        "'', m2, 'm2 m3'", // else the eldest of the control plane
        "gone, m2, 'm2 m3'",
    })
    void theNodeThatServesTheApiLeads(String own, String leader, String managers) {
        List<SwarmNode> nodes = List.of(node("m3", 3, true), node("w1", 2, false), node("m2", 1, true));
        NodeRoles roles = NodeRoles.of(nodes, Optional.of(own).filter(s -> !s.isEmpty()));
        assertEquals(leader, roles.leader().orElseThrow().name());
        assertEquals(
                managers,
                String.join(" ", roles.managers().stream().map(SwarmNode::name).toList()));
    }

    @Test
    void withoutAControlPlaneTheEldestLeads() {
        List<SwarmNode> nodes = List.of(node("b", 1, false), node("a", 1, false), node("c", 0, false));
        assertEquals(
                "c",
                NodeRoles.of(nodes, Optional.empty()).leader().orElseThrow().name());
        assertTrue(NodeRoles.of(List.of(), Optional.of("x")).leader().isEmpty());
    }

    static SwarmNode node(String name, int created, boolean controlPlane) {
        return new SwarmNode(
                new SwarmMeta(SwarmId.of(name), 1, Instant.ofEpochSecond(created), Instant.EPOCH),
                new Node(name, "", "", "amd64", "", "", 2, 1, true, Map.of(), "10.0.0." + created),
                controlPlane,
                new NodeSettings("", Map.of(), NodeAvailability.ACTIVE));
    }
}
