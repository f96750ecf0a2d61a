package io.d2k.domain.container.rule;

import static io.d2k.domain.container.rule.Joined.networks;
import static io.d2k.domain.container.rule.Joined.on;
import static io.d2k.domain.container.rule.Joined.record;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.NameScope;
import io.d2k.domain.container.rule.NameRule.Member;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameRuleTest {
    private static final Member ONE =
            new Member(record("one-web-1", on("one_default", "web", "db.internal")), "10.0.0.1");
    private static final Member SCALED = new Member(record("one-web-2", on("one_default", "web")), "10.0.0.2");
    private static final Member OTHER = new Member(record("two-web-1", on("two_default", "WEB", "a_b")), "10.0.0.3");
    private static final Member NAMELESS = new Member(record("box", on("bridge", "web")), "10.0.0.4");
    private static final List<Member> ALL = List.of(ONE, SCALED, OTHER, NAMELESS);

    private static final NetworkOrder ANY = new NetworkOrder(Set.of());

    private static final Member DOTTED = new Member(record("a.box", on("four")), "10.0.0.5");

    @ParameterizedTest
    @CsvSource({
        "bridge,      , CLUSTER",
        "none,        , CLUSTER",
        "two_default, , NETWORKS",
        "three,       , NETWORKS",
        "one_default, , NAMESPACE",
        "four,        , NAMESPACE",
        "three, web.shop, NAMESPACE",
        "three, Web.Shop, NAMESPACE",
        "three, a.b.c, NETWORKS",
        "bridge, web.shop, CLUSTER"
    })
    void namesAreLookedUpWhereTheyCanBe(String network, String alias, NameScope scope) {
        Attachment joined = alias == null ? on(network) : on(network, alias);
        List<ContainerRecord> all = Stream.concat(ALL.stream(), Stream.of(DOTTED))
                .map(Member::record)
                .toList();
        assertEquals(scope, NameRule.scope(List.of(joined), all));
        assertEquals(
                scope == NameScope.CLUSTER ? NameScope.NAMESPACE : scope,
                NameRule.scope(List.of(joined, on(scope == NameScope.CLUSTER ? "four" : "bridge")), all),
                "the widest of its networks counts");
    }

    private static Map<String, Set<String>> visible(Attachment... networks) {
        Map<String, Set<String>> names = NameRule.visible(record("from", networks), ALL, ANY);
        names.keySet().removeIf(name -> name.matches("[0-9a-f]{12}"));
        return names;
    }

    @Test
    void aNameIsOfTheNetworksThatAreShared() {
        assertEquals(
                Map.of(
                        "web", Set.of("10.0.0.1", "10.0.0.2"),
                        "one-web-1", Set.of("10.0.0.1"),
                        "one-web-2", Set.of("10.0.0.2")),
                visible(on("one_default")));
        assertEquals(Map.of("web", Set.of("10.0.0.3"), "two-web-1", Set.of("10.0.0.3")), visible(on("two_default")));
        assertEquals(Map.of(), visible(on("bridge")), "the default bridge has no names");
        assertEquals(Map.of(), visible(on("three")));
    }

    @ParameterizedTest
    @CsvSource({ // as a Docker Engine 26.1 answered
        "zz,          , db, 10.1.0.4",
        "zz mm,       , db, 10.1.0.3",
        "mm zz,       , db, 10.1.0.3",
        "zz mm aa,    , db, 10.1.0.1 10.1.0.2", // all of that network
        "zz aa,     aa, db, 10.1.0.4", // what has no way out comes last
        "aa,        aa, db, 10.1.0.1 10.1.0.2",
        "aa zz,       , last, 10.1.0.4", // the first does not know it
        "aa zz,       , a_db, 10.1.0.1",
        "aa zz,     aa, a_db, 10.1.0.4"
    })
    void theFirstNetworkThatKnowsANameAnswersAlone(String joined, String internal, String name, String addresses) {
        List<Member> members = List.of(
                new Member(record("z", on("zz", "db", "a_db", "last")), "10.1.0.4"),
                new Member(record("m", on("mm", "db")), "10.1.0.3"),
                new Member(record("a", on("aa", "db", "a_db")), "10.1.0.1"),
                new Member(record("b", on("aa", "DB")), "10.1.0.2"));
        List<Attachment> networks = networks(joined);
        NetworkOrder order = new NetworkOrder(internal == null ? Set.of() : Set.of("id-of-" + internal));
        Map<String, Set<String>> found = new TreeMap<>(NameRule.visible(networks, members, order));
        found.putAll(NameRule.beyondDns(networks, members, order));
        assertEquals(Set.of(addresses.split(" ")), found.get(name));
    }

    @Test
    void aLinkIsThatOfTheFirstNetworkWhereItLeadsSomewhere() {
        List<Member> members =
                List.of(new Member(record("z", on("zz")), "10.1.0.4"), new Member(record("a", on("aa")), "10.1.0.1"));
        ContainerRecord from = record(
                "from",
                new Attachment("id-of-zz", "zz", List.of(), List.of("z:db", "z:only"), ""),
                new Attachment("id-of-aa", "aa", List.of(), List.of("a:db", "gone:only"), ""));
        Map<String, Set<String>> found = NameRule.visible(from, members, ANY);
        assertEquals(Set.of("10.1.0.1"), found.get("db"));
        assertEquals(Set.of("10.1.0.4"), found.get("only"));
    }

    @Test
    void whatNoDnsServesIsSeenOnTheSharedNetworksAlone() {
        Member task = new Member(record("two_web.1.x", on("two_default", "two_web", "web")), "10.0.0.5", true);
        List<Member> all = List.of(ONE, OTHER, NAMELESS, task);

        assertEquals(
                Map.of(
                        "a_b", Set.of("10.0.0.3"),
                        "two_web.1.x", Set.of("10.0.0.5"),
                        "two_web", Set.of("10.0.0.5"),
                        "tasks.web", Set.of("10.0.0.5"),
                        "tasks.two_web", Set.of("10.0.0.5")),
                NameRule.beyondDns(List.of(on("two_default")), all, ANY));
        assertEquals(
                Map.of("db.internal", Set.of("10.0.0.1")), NameRule.beyondDns(List.of(on("one_default")), all, ANY));
        assertEquals(Map.of(), NameRule.beyondDns(List.of(on("bridge")), all, ANY));
    }

    @Test
    void whoAsksNameServersOfItsOwnHasAllNamesInItsFile() {
        ContainerRecord asking = Observed.runOnce(Specs.of("busybox").dns("8.8.8.8"))
                .get()
                .record()
                .withName("from");
        Attachment own = on("one_default");

        Map<String, Set<String>> names = NameRule.unserved(asking.withNetworks(List.of(own)), ALL, ANY);

        assertEquals(Set.of("10.0.0.1", "10.0.0.2"), names.get("web"));
        assertEquals(Set.of("10.0.0.1"), names.get("one-web-1"));
        assertEquals(Set.of("10.0.0.1"), names.get("db.internal"));
        assertEquals(Map.of("db.internal", Set.of("10.0.0.1")), NameRule.unserved(record("from", own), ALL, ANY));
        assertEquals(Map.of(), NameRule.unserved(asking.withNetworks(List.of(on("bridge"))), ALL, ANY));
    }

    @Test
    void namesWithADotAreKnownWhileAContainerHasThem() {
        assertEquals(Map.of("internal", Map.of("db", Set.of("10.0.0.1"))), NameRule.dotted(List.of(), ALL));
        assertEquals(Map.of("internal", Map.of()), NameRule.dotted(List.of(ONE.record()), List.of(OTHER)));
    }

    @ParameterizedTest
    @CsvSource({
        "one-web-1:db, db, 10.0.0.1", // among two that are called web
        "one-web-1:db, web, 10.0.0.1 10.0.0.2",
        "web:all, all, 10.0.0.1 10.0.0.2",
        "one-web-1:web, web, 10.0.0.1",
        "/one-web-1:/from/Db, db, 10.0.0.1",
        "one-web-2, one-web-2, 10.0.0.2",
        "a_box:box, box, 10.0.0.9", // by a name that no DNS has
        "two-web-1:other, other, ", // on another network
        "ghost:web, web, 10.0.0.1 10.0.0.2"
    })
    void aLinkIsANameOfOnesOwn(String link, String name, String addresses) {
        List<Member> members = List.of(ONE, SCALED, OTHER, new Member(record("a_box", on("one_default")), "10.0.0.9"));
        ContainerRecord from =
                record("from", new Attachment("id-of-one_default", "one_default", List.of(), List.of(link), ""));
        assertEquals(
                addresses == null ? null : Set.of(addresses.split(" ")),
                NameRule.visible(from, members, ANY).get(name));
        assertEquals(
                NameRule.visible(from.networks(), members, ANY),
                NameRule.visible(record("else", on("one_default")), members, ANY),
                "nobody else sees it");
    }

    @Test
    void whatIsNoLinkIsRefused() {
        Refusals.refused(ErrorKind.UNCLASSED, "bad format for links: a:b:c", () -> LinkRule.parse("a:b:c"));
        Refusals.refused(ErrorKind.UNCLASSED, "empty string specified for links", () -> LinkRule.parse(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            web | false | ''
            Web-1 | false | ''
            db.internal | false | The name db.internal has a dot: it is resolved on all networks of this engine, by containers that start while such a name is on a network of theirs.
            a_b | false | ''
            a.b.c | false | ''
            a b | false | Kubernetes resolves no such name as a b. Give an alias of letters, digits and hyphens to find the container by.
            web | true | With name servers of its own a container does not find others by their names.
            """)
    void whatCannotBeResolvedIsSaid(String name, boolean ownServers, String expected) {
        Warnings warnings = new Warnings();
        NameRule.judge(List.of(name), ownServers, false, warnings);
        assertEquals(expected, String.join("\n", warnings.list()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            web | ''
            db.internal | ''
            my_db | ''
            -x | Kubernetes resolves no such name as -x. Give an alias of letters, digits and hyphens to find the container by.
            """)
    void aNameServerKnowsNamesWithADot(String name, String expected) {
        Warnings warnings = new Warnings();
        NameRule.judge(List.of(name), false, true, warnings);
        assertEquals(expected, String.join("\n", warnings.list()));
    }
}
