package io.d2k.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.e2e.fixture.Docker;
import io.d2k.e2e.fixture.Eventually;
import io.d2k.e2e.fixture.Namespace;
import io.d2k.e2e.fixture.SharedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is not d2k's is neither seen nor touched, whatever it is called. */
@ExtendWith(SharedServer.class)
class OwnershipIT {
    private static final String STATE =
            "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.resourceVersion}{\"\\n\"}{end}";
    private static final String FOREIGN = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: apps/v1
              kind: Deployment
              metadata: {name: foreign, labels: {owner: somebody}}
              spec:
                replicas: 0
                selector: {matchLabels: {app: foreign}}
                template:
                  metadata: {labels: {app: foreign}}
                  spec: {containers: [{name: main, image: busybox, command: [sleep, "300"]}]}
            - apiVersion: v1
              kind: PodTemplate
              metadata: {name: foreign, labels: {owner: somebody}}
              template:
                metadata: {labels: {app: foreign}}
                spec: {containers: [{name: main, image: busybox}]}
            - apiVersion: v1
              kind: Service
              metadata: {name: foreign, labels: {owner: somebody}}
              spec: {ports: [{port: 80}], selector: {app: foreign}}
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: foreign, labels: {owner: somebody}}
              data: {a: b}
            - apiVersion: v1
              kind: Secret
              metadata: {name: foreign, labels: {owner: somebody}}
              stringData: {a: b}
            - apiVersion: v1
              kind: PersistentVolumeClaim
              metadata: {name: foreign, labels: {owner: somebody}}
              spec: {storageClassName: none-of-that-name, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
            """;

    private final Docker docker;
    private final Namespace namespace;

    OwnershipIT(Docker docker, Namespace namespace) {
        this.docker = docker;
        this.namespace = namespace;
    }

    @BeforeEach
    void makeForeignObjects() {
        namespace.apply(FOREIGN);
        // The controller writes its status once; afterwards each change would be d2k's.
        Eventually.equal(
                "1",
                Docker.LIMIT,
                () -> namespace
                        .kubectl("get", "deployment", "foreign", "-o", "jsonpath={.status.observedGeneration}")
                        .text());
        Eventually.equal(
                "Pending",
                Docker.LIMIT,
                () -> namespace
                        .kubectl("get", "pvc", "foreign", "-o", "jsonpath={.status.phase}")
                        .text());
    }

    @AfterEach
    void removeForeignObjects() {
        namespace
                .kubectl(
                        "delete",
                        "deploy,podtemplate,service,configmap,secret,pvc",
                        "-l",
                        "owner=somebody",
                        "--wait=false")
                .exits(0);
    }

    @Test
    void foreignObjectsAreNotSeen() {
        assertEquals("", docker.ok("ps", "-aq"));
        assertTrue(docker.run("inspect", "foreign").exits(1).stderr().contains("No such object"));
        docker.run("rm", "-f", "foreign");
        docker.run("stop", "foreign").exits(1);
        docker.run("volume", "rm", "foreign").exits(1);
    }

    @Test
    void foreignObjectsAreNotTouched() {
        String before = foreign();
        assertEquals(6, before.lines().count(), before);

        docker.ok("run", "-d", "--restart", "always", "--name", "foreign", "busybox", "sleep", "300");
        docker.ok("stop", "-t", "1", "foreign");
        docker.ok("rename", "foreign", "other");
        docker.run("run", "--name", "foreign", "busybox", "true").exits(0);
        docker.ok("container", "prune", "-f");
        docker.run("rm", "-fv", "foreign", "other");
        docker.run("volume", "prune", "-af");
        docker.run("network", "prune", "-f");

        assertEquals(before, foreign());
    }

    private String foreign() {
        return namespace
                .kubectl("get", "deploy,podtemplate,service,configmap,secret,pvc", "-l", "owner=somebody", "-o", STATE)
                .exits(0)
                .text();
    }
}
