package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.SharedServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Names in {@code /etc/hosts}: {@code docker run --link} on the default bridge, and what {@code --dns} does not know. */
@ExtendWith(SharedServer.class)
class LinksIT {
    private static final String LINKS = "{{json .HostConfig.Links}}";

    private final Docker docker;

    LinksIT(Docker docker) {
        this.docker = docker;
    }

    @Test
    void aLinkedContainerIsFoundAndToldOf() {
        docker.ok("run", "-d", "--name", "db", "-e", "COLOUR=blue", "web:1");
        docker.ok("run", "-d", "--name", "app", "--link", "db:site", "busybox", "sleep", "1000");
        assertTrue(fetch("site").contains("hello from web"));
        assertEquals("[\"/db:/app/site\"]", docker.inspect("app", LINKS));
        String variables = docker.ok("exec", "app", "env");
        for (String line : List.of("SITE_NAME=/app/site\n", "SITE_ENV_COLOUR=blue\n", "SITE_PORT=tcp://")) {
            assertTrue(variables.contains(line), variables);
        }
        assertEquals("/db", docker.inspect("app/site", "{{.Name}}"));
        assertEquals(
                "app/site,db",
                docker.ok("ps", "--no-trunc", "--filter", "name=db", "--format", "{{.Names}}")
                        .strip());

        // its address is another one now; the file of a container that runs is brought up to date
        docker.ok("restart", "-t", "0", "db");
        Eventually.holds("found again", Docker.LIMIT, () -> fetch("site").contains("hello from web"));
        docker.ok("rename", "db", "sql");
        docker.ok("restart", "-t", "0", "app");
        assertTrue(fetch("sql").contains("hello from web"));
        assertEquals("[\"/sql:/app/site\"]", docker.inspect("app", LINKS));

        docker.ok("rm", "--link", "app/site");
        assertEquals("null", docker.inspect("app", LINKS));
        Eventually.holds(
                "not found any more",
                Docker.LIMIT,
                () -> docker.run("exec", "app", "grep", "site", "/etc/hosts")
                        .stdout()
                        .isEmpty());
        docker.ok("rm", "-f", "sql", "app");
    }

    @Test
    void namesAreFoundBesideNameServersOfItsOwn() {
        docker.ok("network", "create", "named");
        docker.ok("run", "-d", "--name", "near", "--network", "named", "busybox", "sleep", "1000");
        String found = docker.ok(
                "run",
                "--rm",
                "--network",
                "named",
                "--dns",
                "192.0.2.1",
                "busybox",
                "sh",
                "-c",
                "until grep -qw near /etc/hosts; do sleep 0.1; done; grep -cw near /etc/hosts");

        assertEquals("1", found);
        docker.ok("rm", "-f", "near");
        docker.ok("network", "rm", "named");
    }

    private String fetch(String host) {
        return docker.run("exec", "app", "wget", "-T", "3", "-qO-", "http://" + host + "/")
                .stdout();
    }

    @Test
    void whatCannotBeLinkedIsSaidInDockersWords() {
        Outcome missing =
                docker.run("run", "--link", "nobody:x", "busybox", "true").exits(125);
        assertTrue(
                missing.stderr().contains("could not get container for nobody: No such container: nobody"),
                missing::toString);
        docker.ok("create", "--name", "off", "busybox", "true");
        Outcome stopped = docker.run("run", "--name", "eager", "--link", "off:x", "busybox", "true")
                .exits(125);
        String words = "Cannot link to a non running container: /off AS /eager/x";
        assertTrue(stopped.stderr().contains(words), stopped::toString);
        assertEquals(
                "created 128 " + words,
                docker.inspect("eager", "{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}"));
        docker.ok("rm", "off", "eager");
    }
}
