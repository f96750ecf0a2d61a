package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerView;
import io.d2k.domain.container.PodPlan.HostAlias;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.FakeSession;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.NetworkRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links on the default bridge. */
@Timeout(180)
class LinksTest {
    private final Fixture f = new Fixture();
    private String db;

    @BeforeEach
    void runDatabase() {
        db = f.run("db", box().expose(5432).env("USER=me"));
    }

    @AfterEach
    void close() {
        f.close();
    }

    private static Specs box() {
        return Specs.of("busybox").cmd("sleep", "9");
    }

    private List<String> links(String ref) {
        return f.containers.inspect(ref).links();
    }

    private List<String> namesOf(String ref) {
        return f.containers.inspect(ref).linkedNames();
    }

    @Test
    void aLinkIsToldByBothSidesUnderTheNamesOfNow() {
        f.create("web", box().links("db:pg", "db", db.substring(0, 8) + ":by-id", "/db:/web/old"));
        assertEquals(List.of("/db:/web/pg", "/db:/web/db", "/db:/web/by-id", "/db:/web/old"), links("web"));
        f.containers.rename("db", "sql");
        f.containers.rename("web", "site");
        assertEquals(List.of("/sql:/site/pg", "/sql:/site/db", "/sql:/site/by-id", "/sql:/site/old"), links("site"));
        assertEquals(List.of("site/pg", "site/db", "site/by-id", "site/old"), namesOf("sql"));
        assertEquals(List.of(), links("sql"));
        f.containers.remove("sql", true, false);
        assertEquals("/db:/site/pg", links("site").getFirst(), "what is left of it");
    }

    @Test
    void hostsThatTheKubeletDoesNotTakeAreWrittenIntoTheFile() throws Exception {
        f.run("web", box().extraHosts("my_host:10.0.0.2", "plain:10.0.0.3"));
        FakeSession shell = f.cluster.nodes.nextExec();
        assertEquals("10.0.0.2\tmy_host # d2k\n", shell.command().get(4));
        shell.exit(0);
    }

    @Test
    void anAliasHasOneMeaning() {
        f.create("other", box());
        f.create("web", box().links("db:x", "other:x", "db:"));
        assertEquals(List.of("/db:/web/x"), links("web"));
    }

    @Test
    void otherNetworksReadPastThem() {
        f.create("web", box().network("front").links("nobody:x", "db:pg"));
        assertEquals(List.of(), links("web"));
    }

    @Test
    void aContainerIsMeantByItsLink() {
        f.create("web", box().links("db:pg"));
        assertEquals("db", f.containers.inspect("web/pg").name());
        assertEquals("db", f.containers.inspect("/web/pg").name());
        Fixture.refused(ErrorKind.NOT_FOUND, "No such container: web/x", () -> f.containers.inspect("web/x"));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such container: db/pg", () -> f.containers.inspect("db/pg"));
    }

    @Test
    void aStartIsToldOfWhatItLinks() {
        String web = f.run("web", box().links("db:pg", "db"));
        var given = f.cluster.containers.prepared(web);
        String brief = db.substring(0, 12);
        assertEquals(
                List.of(
                        new HostAlias("10.0.0.7", List.of("pg", brief, "db")),
                        new HostAlias("10.0.0.7", List.of("db", brief))),
                given.links());
        List<String> variables = given.linkVariables().stream()
                .map(v -> v.name() + "=" + v.value())
                .toList();
        assertTrue(
                variables.containsAll(List.of("PG_PORT=tcp://10.0.0.7:5432", "PG_NAME=/web/pg", "PG_ENV_USER=me")),
                variables::toString);

        String plain = f.run("plain", box());
        assertEquals(List.of(), f.cluster.containers.prepared(plain).links());
        assertEquals(List.of(), f.cluster.containers.prepared(plain).linkVariables());
    }

    @Test
    void namesThatNoPodCanHaveAreLeftToTheFile() {
        f.containers.rename("db", "my_db");
        String web = f.run("web", box().links("my_db:the_db"));
        assertEquals(
                List.of(new HostAlias("10.0.0.7", List.of(db.substring(0, 12)))),
                f.cluster.containers.prepared(web).links());
    }

    @Test
    void whatDoesNotRunIsNotLinked() {
        f.create("off", box());
        f.create("web", box().links("off:x"));
        String words = "Cannot link to a non running container: /off AS /web/x";
        Fixture.refused(ErrorKind.INTERNAL, words, () -> f.containers.start("web"));
        ContainerView web = f.containers.inspect("web");
        assertEquals("created", web.state().status().word());
        assertEquals(128, web.state().exitCode());
        assertEquals(words, web.state().error());
        f.containers.remove("off", true, false);
        Fixture.refused(
                ErrorKind.INTERNAL,
                "Cannot restart container web: " + words,
                () -> f.containers.restart("web", "", Optional.empty()));
    }

    @Test
    void whatIsElsewhereIsNotLinked() {
        f.engine
                .networks()
                .create(new NetworkRequest(
                        "front", "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        f.run("far", box().network("front"));
        f.create("web", box().links("far:x"));
        Fixture.refused(
                ErrorKind.INTERNAL,
                "Cannot link to /far, as it does not belong to the default network",
                () -> f.containers.start("web"));
    }

    @Test
    void aLinkIsRemovedByItsName() {
        f.create("web", box().links("db:pg", "db"));
        f.containers.unlink("/web/pg");
        assertEquals(List.of("/db:/web/db"), links("web"));
        assertEquals(List.of("web/db"), namesOf("db"));
        Fixture.refused(ErrorKind.NOT_FOUND, "No such container: web/pg", () -> f.containers.unlink("web/pg"));
        Fixture.refused(
                ErrorKind.INTERNAL,
                "Conflict, cannot remove the default link name of the container",
                () -> f.containers.unlink("db"));
    }
}
