package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.KeptLayer;
import io.d2k.domain.container.PodObservation;
import io.d2k.domain.container.ProcessState;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PodObservationsTest {
    private static final Instant T1 = Instant.parse("2026-01-01T00:00:01Z");
    private static final Instant T2 = Instant.parse("2026-01-01T00:00:02Z");

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of("\"phase\":\"Pending\"", new ProcessState.Waiting("", "")),
                Arguments.of(
                        main("\"waiting\":{\"reason\":\"ErrImagePull\",\"message\":\"no such image\"}"),
                        new ProcessState.Waiting("ErrImagePull", "no such image")),
                Arguments.of(
                        main("\"running\":{\"startedAt\":\"2026-01-01T01:00:01+01:00\"}"),
                        new ProcessState.Running(T1)),
                Arguments.of(
                        main("\"terminated\":{\"exitCode\":3,\"reason\":\"Error\",\"startedAt\":\"" + T1
                                + "\",\"finishedAt\":\"" + T2 + "\"}"),
                        new ProcessState.Ended(3, "Error", "", T1, T2)),
                Arguments.of(
                        main("\"terminated\":{\"exitCode\":128,\"reason\":\"StartError\",\"message\":\"no such file\","
                                + "\"startedAt\":\"1970-01-01T00:00:00Z\",\"finishedAt\":\"" + T2 + "\"}"),
                        new ProcessState.Ended(128, "StartError", "no such file", Instant.EPOCH, T2)),
                Arguments.of(
                        "\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"low on memory\",\"startTime\":\""
                                + T1 + "\"",
                        new ProcessState.Ended(137, "Evicted", "low on memory", Instant.EPOCH, T1)),
                Arguments.of(
                        "\"phase\":\"Failed\",\"reason\":\"Evicted\","
                                + main("\"running\":{\"startedAt\":\"" + T1 + "\"}"),
                        new ProcessState.Ended(137, "Evicted", "", T1, Instant.EPOCH.plusSeconds(5))),
                Arguments.of(
                        "\"phase\":\"Succeeded\",\"startTime\":\"" + T2 + "\"",
                        new ProcessState.Ended(0, "", "", Instant.EPOCH, T2)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void theProcessIsAsTheNodeReportsIt(String status, ProcessState state) {
        assertEquals(state, observe("", status).process());
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib/d2k/0abc, d2k: layer 000002 /r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs,"
                + " /r/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs, ''",
        "/var/lib/d2k/0abc, d2k: the files are in place, '', ''",
        "/var/lib/d2k/0abc, so it was, '', so it was",
        "/dev/termination-log, d2k: layer -1 /etc, '', d2k: layer -1 /etc",
    })
    void lastWordsTellOfFilesWhereTheyWereAskedFor(String path, String words, String layer, String message) {
        String pod = """
                {"metadata":{"name":"p"},"spec":{"nodeName":"n1","containers":[{"name":"main","terminationMessagePath":"%s"}]},
                 "status":{"phase":"Succeeded","containerStatuses":[{"name":"main","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"terminated":
                   {"exitCode":0,"reason":"Completed","message":"%s"}}}]}}""".formatted(path, words);
        PodObservation seen = PodObservations.of(JSON.getGson().fromJson(pod, V1Pod.class));
        assertEquals(layer, seen.layer().map(KeptLayer::path).orElse(""));
        assertEquals(message, ((ProcessState.Ended) seen.process()).message());
    }

    @ParameterizedTest
    @CsvSource({
        "true, True, 2026-01-01T00:00:01Z",
        "false, False, 2026-01-01T00:00:01Z",
        "true, False, ",
        "false, Unknown, "
    })
    void readinessHasATimeWhereTheConditionsSayTheSame(boolean ready, String condition, Instant since) {
        String status = "\"containerStatuses\":[{\"name\":\"main\",\"ready\":" + ready + "}],"
                + "\"conditions\":[{\"type\":\"ContainersReady\",\"status\":\"" + condition
                + "\",\"lastTransitionTime\":\"" + T1 + "\"}]";
        assertEquals(Optional.ofNullable(since), observe("", status).readinessSince());
    }

    static Stream<Arguments> fills() {
        String waiting = main("\"waiting\":{\"reason\":\"PodInitializing\"}");
        var initializing = new ProcessState.Waiting("PodInitializing", "");
        String running = main("\"running\":{\"startedAt\":\"2026-01-01T00:00:01Z\"}");
        return Stream.of(
                Arguments.of(waiting, "\"running\":{}", "", initializing),
                Arguments.of(waiting, "\"waiting\":{\"reason\":\"PodInitializing\"}", "", initializing),
                Arguments.of(
                        waiting,
                        "\"waiting\":{\"reason\":\"ErrImagePull\",\"message\":\"no such image\"}",
                        "",
                        new ProcessState.Waiting("ErrImagePull", "no such image")),
                Arguments.of(
                        waiting,
                        "\"waiting\":{\"reason\":\"RunContainerError\",\"message\":\"exec: /bin/sh: no\"}",
                        "",
                        new ProcessState.Waiting(ProcessState.UNPREPARED, "exec: /bin/sh: no")),
                Arguments.of(
                        waiting,
                        "\"waiting\":{\"reason\":\"RunContainerError\",\"message\":\"context deadline exceeded\"}",
                        "",
                        new ProcessState.Waiting("RunContainerError", "context deadline exceeded")),
                Arguments.of(
                        "\"phase\":\"Failed\"," + waiting,
                        "\"terminated\":{\"exitCode\":128,\"reason\":\"StartError\",\"message\":\"no cgroup\"}",
                        "no cgroup",
                        new ProcessState.Waiting(ProcessState.FILL_FAILED, "no cgroup")),
                Arguments.of(
                        "\"phase\":\"Failed\"," + waiting,
                        "\"terminated\":{\"exitCode\":128,\"reason\":\"StartError\",\"message\":\"exec: /bin/sh: no\"}",
                        "exec: /bin/sh: no",
                        new ProcessState.Waiting(ProcessState.UNPREPARED, "exec: /bin/sh: no")),
                Arguments.of(
                        "\"phase\":\"Failed\"," + waiting,
                        "\"terminated\":{\"exitCode\":1,\"reason\":\"Error\",\"message\":\"disk full\"}",
                        "disk full",
                        new ProcessState.Waiting(ProcessState.FILL_FAILED, "disk full")),
                Arguments.of(
                        waiting,
                        "\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},\"lastState\":{\"terminated\":"
                                + "{\"exitCode\":137,\"reason\":\"OOMKilled\"}",
                        "",
                        new ProcessState.Waiting(ProcessState.FILL_FAILED, "OOMKilled")),
                Arguments.of(
                        running,
                        "\"terminated\":{\"exitCode\":0,\"message\":\"has data\"}",
                        "has data",
                        new ProcessState.Running(T1)));
    }

    @ParameterizedTest
    @MethodSource("fills")
    void whatKeepsVolumesFromBeingFilledKeepsTheProcess(String main, String fill, String report, ProcessState state) {
        PodObservation pod =
                observe("", main + ",\"initContainerStatuses\":[{\"name\":\"d2k-fill\",\"state\":{" + fill + "}}]");
        assertEquals(state, pod.process());
        assertEquals(report, pod.preparation());
    }

    @Test
    void whatAllStepsReportIsTold() {
        assertEquals(
                "has data\nunplugged",
                observe(
                                "",
                                "\"initContainerStatuses\":["
                                        + step("d2k-fill", 0, "has data\\n") + ","
                                        + step("d2k-unplug", 0, "unplugged\\n") + ","
                                        + step("of-others", 0, "x") + "]")
                        .preparation());
    }

    private static String step(String name, int code, String message) {
        return "{\"name\":\"" + name + "\",\"state\":{\"terminated\":{\"exitCode\":" + code + ",\"message\":\""
                + message + "\"}}}";
    }

    @Test
    void aPodThatFitsNowhereSaysWhy() {
        PodObservation pod = observe(
                "",
                "\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\","
                        + "\"reason\":\"Unschedulable\",\"message\":\"0/1 nodes\"}]");
        assertEquals("0/1 nodes", pod.unschedulable());
        assertEquals(
                "",
                observe("", "\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"True\"}]")
                        .unschedulable());
    }

    @Test
    void theRestIsCarriedOver() {
        PodObservation pod = observe(
                "\"deletionTimestamp\":\"2026-01-01T00:00:09Z\","
                        + "\"labels\":{\"d2k.io/run\":\"4\",\"d2k.io/restart\":\"2\"},",
                "\"phase\":\"Running\",\"podIP\":\"10.0.0.9\",\"containerStatuses\":[{\"name\":\"other\"},"
                        + "{\"name\":\"main\",\"ready\":true,\"restartCount\":6,\"imageID\":\"docker.io/x@sha256:1\","
                        + "\"state\":{\"running\":{\"startedAt\":\"" + T1 + "\"}},"
                        + "\"lastState\":{\"terminated\":{\"exitCode\":9,\"reason\":\"OOMKilled\",\"startedAt\":\"" + T1
                        + "\",\"finishedAt\":\"" + T2 + "\"}}}]");
        assertEquals("web-1", pod.name());
        assertEquals("u1", pod.uid());
        assertEquals(4, pod.run());
        assertEquals(2, pod.restart());
        assertEquals("n1", pod.node());
        assertEquals("10.0.0.9", pod.ip());
        assertTrue(pod.going());
        assertTrue(pod.ready());
        assertEquals(6, pod.restartCount());
        assertEquals("docker.io/x@sha256:1", pod.imageId());
        assertEquals(Optional.of(new ProcessState.Ended(9, "OOMKilled", "", T1, T2)), pod.lastEnded());
    }

    @Test
    void aDeploymentsPodHasNoRun() {
        PodObservation pod = observe("\"labels\":{\"d2k.io/run\":\"x\"},", "\"phase\":\"Running\"");
        assertEquals(0, pod.run());
        assertEquals(0, pod.restart());
        assertFalse(pod.going());
    }

    private static String main(String state) {
        return "\"containerStatuses\":[{\"name\":\"main\",\"state\":{" + state + "}}]";
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, false",
        "'\"startupProbe\":{\"periodSeconds\":5},', true, true",
        "'\"startupProbe\":{\"periodSeconds\":5},', false, false",
    })
    void hasStartedOnlyWhereThatIsChecked(String probe, boolean started, boolean expected) {
        String containers = "\"nodeName\":\"n1\",\"containers\":[{" + probe + "\"name\":\"main\"}]";
        String status = main("\"running\":{}},\"started\":" + started + ",\"x\":{");
        assertEquals(expected, observe("", containers, status).started());
    }

    private static PodObservation observe(String metadata, String status) {
        return observe(metadata, "\"nodeName\":\"n1\"", status);
    }

    private static PodObservation observe(String metadata, String spec, String status) {
        String json = "{\"metadata\":{" + metadata
                + "\"name\":\"web-1\",\"uid\":\"u1\",\"creationTimestamp\":\"1970-01-01T00:00:05Z\"},"
                + "\"spec\":{" + spec + "},\"status\":{" + status + "}}";
        return PodObservations.of(Samples.read(json));
    }
}
