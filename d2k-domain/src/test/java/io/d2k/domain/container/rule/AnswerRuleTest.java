package io.d2k.domain.container.rule;

import static io.d2k.domain.container.rule.Joined.networks;
import static io.d2k.domain.container.rule.Joined.on;
import static io.d2k.domain.container.rule.Joined.record;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.container.rule.NameRule.Member;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerRuleTest {
    private static final NetworkOrder ANY = new NetworkOrder(Set.of());

    private static final List<Member> MEMBERS = List.of(
            new Member(record("my_db", on("shop_default", "db", "db.shop")), "10.1.0.1"),
            new Member(record("shop_web.1.abc", on("shop_default", "shop_web", "web")), "10.1.0.2", true),
            new Member(record("shop_web.2.def", on("shop_default", "shop_web", "web")), "10.1.0.3", true),
            new Member(record("other", on("front", "DB", "web.shop_default"), on("shop_default")), "10.1.0.4"),
            new Member(record("box", on("bridge", "web")), "10.1.0.5"));

    @ParameterizedTest
    @CsvSource({
        "shop_default, my_db,                  10.1.0.1",
        "shop_default, db,                     10.1.0.1",
        "shop_default, db.shop,                10.1.0.1",
        "shop_default, shop_web,               10.1.0.2 10.1.0.3",
        "shop_default, tasks.shop_web,         10.1.0.2 10.1.0.3",
        "shop_default, shop_web.1.abc,         10.1.0.2",
        "shop_default, tasks.db,               ", // no service
        "shop_default, my_db.shop_default,     10.1.0.1", // as the Docker Engine
        "shop_default, web.shop_default,       10.1.0.2 10.1.0.3",
        "shop_default, my_db.front,            ",
        "front,        db,                     10.1.0.4",
        "front,        my_db,                  ",
        "front,        web.shop_default,       10.1.0.4", // its whole name
        "front shop_default, db,               10.1.0.4", // front comes first
        "front shop_default, db.shop_default,  10.1.0.1",
        "front shop_default, db.front,         10.1.0.4",
        "bridge,       web,                    ",
        "bridge,       box,                    ",
    })
    void answersAsTheEngineDoes(String networks, String name, String addresses) {
        assertEquals(
                addresses == null ? Set.of() : new TreeSet<>(List.of(addresses.split(" "))),
                AnswerRule.addresses(networks(networks), MEMBERS, ANY).getOrDefault(name, Set.of()));
    }

    @Test
    void aLinkIsItsTargetAlone() {
        List<Attachment> linked = List.of(new Attachment(
                "id-of-shop_default", "shop_default", List.of(), List.of("my_db:the_db", "my_db:web"), ""));
        Map<String, Set<String>> found = AnswerRule.addresses(linked, MEMBERS, ANY);
        assertEquals(Set.of("10.1.0.1"), found.get("the_db"));
        assertEquals(Set.of("10.1.0.1"), found.get("web"));
    }

    @ParameterizedTest
    @CsvSource({
        "shop_default,       10.1.0.1, my_db.shop_default",
        "shop_default,       10.1.0.2, shop_web.1.abc.shop_default",
        "front shop_default, 10.1.0.4, other.front",
        "front,              10.1.0.1, ",
        "bridge,             10.1.0.5, ",
    })
    void addressesHaveTheNamesOfTheNetwork(String networks, String address, String name) {
        assertEquals(name, AnswerRule.names(networks(networks), MEMBERS, ANY).get(address));
    }
}
