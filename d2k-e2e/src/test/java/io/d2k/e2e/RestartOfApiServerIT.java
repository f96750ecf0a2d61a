package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Cluster;
import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Outcome;
import io.d2k.e2e.fixture.Program;
import io.d2k.e2e.fixture.SharedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The API server goes away and comes back; pods run on meanwhile. */
@ExtendWith(SharedServer.class)
class RestartOfApiServerIT {
    private final Docker docker;

    RestartOfApiServerIT(Docker docker) {
        this.docker = docker;
    }

    @BeforeEach
    void onlyWhereItMayBeDisturbed() {
        Cluster.assumeLocal();
    }

    /** The cluster's own watches wait longer after each outage, and pods would not start within their time. */
    @AfterEach
    void nothingOfItIsLeft() {
        Cluster.script("renew-watches").exits(0);
    }

    @Test
    void readsGoOnMeanwhileAndEverythingAfterwards() {
        String id = docker.runDetached("up", "echo up; until [ -e /go ]; do sleep 0.1; done; exit 6");
        docker.awaitLog("up", "up");
        Cluster.script("stop-apiserver").exits(0);
        try {
            assertEquals(id, docker.ok("ps", "-q", "--no-trunc"));
            assertEquals("running", docker.status("up"));
        } finally {
            Cluster.script("start-apiserver").exits(0);
        }

        Eventually.equal(
                0, Docker.LIMIT, () -> docker.run("exec", "up", "touch", "/go").exitCode());
        assertEquals("6", docker.ok("wait", "up"));
        Eventually.equal(
                "hello\n",
                Docker.LIMIT,
                () -> docker.run("run", "--rm", "busybox", "echo", "hello").stdout());
    }

    @Test
    void anExecThatLosesItsProcessSaysSo() {
        docker.runDetached("up", "sleep 1000");
        try (Program exec = docker.start("exec", "up", "sh", "-c", "echo half; sleep 1000; echo whole")) {
            exec.awaitOutput("half", Docker.LIMIT);
            Cluster.script("restart-apiserver").exits(0);

            Outcome end = exec.await(Docker.LIMIT).exits(255);
            assertEquals("half\n", end.stdout());
            assertTrue(end.stderr().startsWith("the connection with the process was lost"), end.stderr());
        }
    }

    @Test
    void aRunGoesOnWithTheOutputThatFollows() {
        String script = "printf 'one\\r\\ntw'; until [ -e /go ]; do sleep 0.1; done; printf 'o\\nthree\\n'; exit 6";
        try (Program run = docker.start("run", "--name", "up", "busybox", "sh", "-c", script)) {
            run.awaitOutput("tw", Docker.LIMIT);
            Cluster.script("restart-apiserver").exits(0);
            Eventually.equal(
                    0,
                    Docker.LIMIT,
                    () -> docker.run("exec", "up", "touch", "/go").exitCode());

            Outcome end = run.await(Docker.LIMIT).exits(6);
            assertEquals("one\r\ntwo\nthree\n", end.stdout(), end.stderr());
        }
    }

    @Test
    void aWaitSurvives() {
        docker.runDetached("up", "echo up; until [ -e /go ]; do sleep 0.1; done; exit 6");
        docker.awaitLog("up", "up");
        try (Program wait = docker.start("wait", "up")) {
            Cluster.script("restart-apiserver").exits(0);
            Eventually.equal(
                    0,
                    Docker.LIMIT,
                    () -> docker.run("exec", "up", "touch", "/go").exitCode());

            assertEquals("6\n", wait.await(Docker.LIMIT).exits(0).stdout());
        }
    }
}
