package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Compose;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docker compose. Each test is a project of its own, and takes it down with all that it made. */
@ExtendWith(SharedServer.class)
class ComposeIT {
    private static final String BOX = "image: busybox, command: sleep 1000, stop_grace_period: 0s";

    private final Docker docker;

    ComposeIT(Docker docker) {
        this.docker = docker;
    }

    @Test
    void comesUpAndGoesDownWithAllThatItMade() {
        try (Compose app = project("updown", """
                services:
                  box: {%s, volumes: ["data:/data"], labels: {tier: front}}
                  job: {image: busybox, command: echo done}
                volumes: {data: {}}
                """.formatted(BOX))) {
            app.ok("up", "-d");
            Eventually.equal(
                    List.of("box running 0", "job exited 0"),
                    Docker.LIMIT,
                    () -> app.ps("{{.Service}} {{.State}} {{.ExitCode}}"));
            assertTrue(app.ok("logs", "--no-log-prefix", "job").endsWith("done"));
            assertTrue(docker.ok("compose", "ls").contains("updown"));
            assertEquals("updown_data", docker.ok("volume", "ls", "-q", "--filter", "name=updown"));

            app.ok("down");
            assertEquals("", app.ok("ps", "-aq"));
            assertEquals("", docker.ok("network", "ls", "-q", "--filter", "name=updown"));
            assertEquals("updown_data", docker.ok("volume", "ls", "-q", "--filter", "name=updown"));
            app.ok("down", "-v");
            assertEquals("", docker.ok("volume", "ls", "-q", "--filter", "name=updown"));
        }
    }

    @Test
    void foregroundUpEndsWithTheStatusThatWasAskedFor() {
        try (Compose app = project("fore", """
                services:
                  a: {image: busybox, command: sh -c "echo one; sleep 1; echo two; exit 4"}
                  b: {image: busybox, command: "sh -c \\"trap 'exit 6' TERM; while :; do sleep 0.1; done\\""}
                """)) {
            Outcome outcome = app.run("up", "--exit-code-from", "a").exits(4);

            assertTrue(outcome.stdout().contains("one"), outcome::toString);
            assertTrue(outcome.stdout().contains("two"), outcome::toString);
            assertEquals(List.of("a exited 4", "b exited 6"), app.ps("{{.Service}} {{.State}} {{.ExitCode}}"));
        }
    }

    @Test
    void interruptedForegroundUpStopsTheContainers() {
        try (Compose app = project(
                        "inter",
                        "services: {a: {%s}}"
                                .formatted(BOX.replace("sleep 1000", "sh -c \"echo up; exec sleep 1000\"")));
                Program up = app.start("up")) {
            up.awaitOutput("up", Docker.LIMIT);
            up.signal("INT");

            up.await(Docker.LIMIT).exits(130);
            assertEquals(List.of("exited"), app.ps("{{.State}}"));
        }
    }

    @Test
    void dependenciesAreStartedHealthyOrCompletedFirst() {
        try (Compose app = project("deps", """
                services:
                  web: {%1$s, depends_on: {db: {condition: service_healthy}, init: {condition: service_completed_successfully}, side: {condition: service_started}}}
                  side: {%1$s}
                  db:
                    image: busybox
                    command: sh -c "sleep 2; touch /tmp/ok; sleep 1000"
                    stop_grace_period: 0s
                    healthcheck: {test: "test -e /tmp/ok", interval: 1s, timeout: 2s, retries: 20}
                  init: {image: busybox, command: sh -c "sleep 1; exit 0"}
                """.formatted(BOX))) {
            app.ok("up", "-d");

            assertEquals(
                    List.of("db running healthy 0", "init exited  0", "side running  0", "web running  0"),
                    app.ps("{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}"));
            String[] times = docker.run(
                            "inspect", "-f", "{{.State.StartedAt}} {{.State.FinishedAt}}", "deps-web-1", "deps-init-1")
                    .exits(0)
                    .stdout()
                    .split("\\s+");
            assertTrue(times[0].compareTo(times[3]) >= 0, "web started before init ended: " + String.join(" ", times));
        }
    }

    @Test
    void aDependencyThatFailsStopsTheRest() {
        try (Compose app = project("depfail", """
                services:
                  web: {%s, depends_on: {init: {condition: service_completed_successfully}}}
                  init: {image: busybox, command: sh -c "exit 3"}
                """.formatted(BOX))) {
            Outcome outcome = app.run("up", "-d").exits(1);

            assertTrue(outcome.stderr().contains("didn't complete successfully: exit 3"), outcome::toString);
            assertEquals(List.of("init exited", "web created"), app.ps("{{.Service}} {{.State}}"));
        }
    }

    @Test
    void onlyWhatChangedIsMadeAnew() {
        String file = """
                services:
                  a: {%1$s, environment: {V: "%2$s"}}
                  b: {%1$s}
                """;
        try (Compose app = project("again", file.formatted(BOX, "1"))) {
            app.ok("up", "-d");
            String a = app.ok("ps", "-q", "a");
            String b = app.ok("ps", "-q", "b");
            app.ok("up", "-d");
            assertEquals(a, app.ok("ps", "-q", "a"));

            app.file(file.formatted(BOX, "2"));
            app.ok("up", "-d");
            assertNotEquals(a, app.ok("ps", "-q", "a"));
            assertEquals(b, app.ok("ps", "-q", "b"));
            assertEquals("2", app.ok("exec", "-T", "a", "sh", "-c", "echo $V"));

            app.file("services: {b: {%s}}".formatted(BOX));
            assertTrue(app.run("up", "-d").exits(0).stderr().contains("orphan containers"));
            app.ok("up", "-d", "--remove-orphans");
            assertEquals(List.of("again-b-1"), app.ps("{{.Name}}"));
        }
    }

    @Test
    void execAndRunPassEnvironmentUserAndStatus() {
        try (Compose app = project("execrun", """
                services:
                  box: {%s, environment: {A: one}, working_dir: /tmp}
                  tool: {image: busybox, command: echo tool, profiles: [tools], depends_on: [box]}
                """.formatted(BOX))) {
            app.ok("up", "-d");
            assertEquals(List.of("box"), app.ps("{{.Service}}"), "a profile that is not active");
            assertEquals(
                    "one\n/tmp\n",
                    app.run("exec", "-T", "box", "sh", "-c", "echo $A; pwd; exit 7")
                            .exits(7)
                            .stdout());
            assertEquals("1000", app.ok("exec", "-T", "-u", "1000", "box", "id", "-u"));
            assertEquals(
                    "two",
                    app.run("run", "--rm", "-T", "-e", "A=two", "box", "sh", "-c", "echo $A; exit 5")
                            .exits(5)
                            .text());
            assertEquals("tool", app.run("run", "--rm", "-T", "tool").exits(0).text());
            assertEquals(List.of("box"), app.ps("{{.Service}}"));
        }
    }

    @Test
    void servicesAreStoppedStartedAndKilledByName() {
        try (Compose app = project("stopstart", """
                services:
                  a: {image: busybox, command: "sh -c \\"trap 'exit 0' TERM; while :; do sleep 0.1; done\\""}
                  b: {%s}
                """.formatted(BOX))) {
            app.ok("up", "-d");
            Set<String> ids = app.run("ps", "-aq").exits(0).lines().stream().collect(Collectors.toSet());
            assertTrue(app.ok("top", "b").contains("sleep 1000"));
            app.ok("stop");
            assertEquals(List.of("a exited 0", "b exited 137"), app.ps("{{.Service}} {{.State}} {{.ExitCode}}"));
            app.ok("start", "a");
            Eventually.equal(List.of("a running", "b exited"), Docker.LIMIT, () -> app.ps("{{.Service}} {{.State}}"));
            app.ok("restart", "-t", "0", "a");
            app.ok("kill", "a");
            Eventually.equal(List.of("a exited", "b exited"), Docker.LIMIT, () -> app.ps("{{.Service}} {{.State}}"));
            assertEquals(ids, app.run("ps", "-aq").exits(0).lines().stream().collect(Collectors.toSet()));
            app.ok("rm", "-f");
            assertEquals(List.of(), app.ps("{{.Service}}"));
        }
    }

    @Test
    void servicesFindEachOtherByNameAliasAndNetwork() {
        try (Compose app = project("nets", """
                services:
                  web: {image: "web:1", stop_grace_period: 0s, networks: {front: {aliases: [www, shop.example]}}}
                  both: {%1$s, networks: [front, back], links: ["web:site"]}
                  back: {%1$s, networks: [back]}
                networks: {front: {}, back: {name: nets-own}}
                """.formatted(BOX))) {
            app.ok("up", "-d");
            for (String name : List.of("web", "www", "shop.example", "nets-web-1", "site")) {
                Eventually.holds(
                        name + " answers",
                        Docker.LIMIT,
                        () -> app.run("exec", "-T", "both", "wget", "-T", "3", "-qO-", "http://" + name + "/")
                                .stdout()
                                .contains("hello from web"));
            }
            app.run("exec", "-T", "back", "wget", "-T", "3", "-qO-", "http://web/")
                    .exits(1);
            // it fails when any of the domains that it searches does not have the name
            app.run("exec", "-T", "back", "nslookup", "both").exits(0);
            app.run("exec", "-T", "back", "nslookup", "web").exits(1);
            app.run("exec", "-T", "web", "wget", "-T", "3", "-qO-", "http://site/")
                    .exits(1);
            docker.ok("network", "connect", "--link", "nets-web-1:linked", "nets_front", "nets-back-1");
            Eventually.holds(
                    "linked answers",
                    Docker.LIMIT,
                    () -> app.run("exec", "-T", "back", "wget", "-T", "3", "-qO-", "http://linked/")
                            .stdout()
                            .contains("hello from web"));
            docker.ok("network", "disconnect", "nets_front", "nets-back-1");
            app.ok("down");
            assertEquals("", docker.ok("network", "ls", "-q", "--filter", "name=nets"));
        }
    }

    @Test
    void servicesAreScaled() {
        try (Compose app = project("scaled", "services: {web: {%s}}".formatted(BOX))) {
            app.ok("up", "-d", "--scale", "web=3");
            assertEquals(List.of("scaled-web-1", "scaled-web-2", "scaled-web-3"), app.ps("{{.Name}}"));
            app.ok("scale", "web=1");
            assertEquals(List.of("scaled-web-1"), app.ps("{{.Name}}"));
        }
    }

    @Test
    void configsSecretsAndFilesReachTheContainer() throws IOException {
        try (Compose app = project("files", """
                services:
                  box:
                    image: busybox
                    command: sh -c "cat /etc/app.ini /run/secrets/token; echo; sleep 1000"
                    stop_grace_period: 0s
                    configs: [{source: ini, target: /etc/app.ini}]
                    secrets: [token]
                configs: {ini: {content: "colour=blue\\n"}}
                secrets: {token: {environment: TOKEN}}
                """)) {
            app.write(".env", "TOKEN=hush\n");
            app.ok("up", "-d");
            docker.awaitLog("files-box-1", "colour=blue\nhush");

            app.write("in.txt", "carried");
            app.ok("cp", app.path("in.txt").toString(), "box:/tmp/in.txt");
            app.ok("cp", "box:/tmp/in.txt", app.path("out.txt").toString());
            assertEquals("carried", Files.readString(app.path("out.txt")));
        }
    }

    @Test
    void waitAndEventsTellHowServicesEnd() {
        try (Compose app = project("ends", """
                services:
                  a: {image: busybox, command: sh -c "sleep 3; exit 4"}
                  b: {%s}
                """.formatted(BOX));
                Program events = app.start("events", "--json")) {
            app.ok("up", "-d", "--wait", "b");
            app.ok("up", "-d");
            app.run("wait", "a").exits(4);
            app.ok("kill", "b");
            events.awaitOutput("\"exitCode\":\"137\"", Docker.LIMIT);
            assertTrue(events.soFar().contains("\"exitCode\":\"4\""), events::soFar);
            assertTrue(events.soFar().contains("\"action\":\"start\""), events::soFar);
        }
    }

    private Compose project(String name, String file) {
        return new Compose(docker, name, file);
    }
}
