package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodObservation;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeginningsTest {
    private static final Instant TOLD = Instant.parse("2026-01-01T00:00:01Z");

    private static PodObservation pod(boolean gated, String state) {
        String annotations = gated ? ",'annotations':{'d2k.io/gate':'shut'}" : "";
        String json = "{'metadata':{'name':'box-1','uid':'u1'" + annotations
                + "},'status':{'containerStatuses':[{'name':'main','state':{" + state + "}}]}}";
        return PodObservations.of(Samples.read(json.replace('\'', '"')));
    }

    private static String brief(PodObservation pod) {
        return pod.gate() + " " + pod.process().getClass().getSimpleName() + " " + pod.begun();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // gated, told, let go, state | seen
                "false | true  | true  | 'waiting':{'reason':'ContainerCreating'}           | NONE Waiting false",
                "true  | false | false | 'waiting':{'reason':'ContainerCreating'}           | SHUT Waiting false",
                "true  | true  | false | 'waiting':{'reason':'ContainerCreating'}           | REACHED Waiting true",
                "true  | true  | true  | 'waiting':{'reason':'ContainerCreating'}           | OPEN Running true",
                "true  | false | false | 'running':{'startedAt':'2026-01-01T00:00:02Z'}     | SHUT Running true",
                "true  | false | true  | 'running':{'startedAt':'2026-01-01T00:00:02Z'}     | OPEN Running true",
                "true  | true  | true  | 'terminated':{'exitCode':3,'message':'bye'}        | OPEN Ended true",
                "true  | true  | false | 'terminated':{'exitCode':127,'message':'d2k: there is no such command'} | REACHED Waiting true",
                "false | false | false | 'terminated':{'exitCode':127,'message':'d2k: there is no such command'} | NONE Ended true",
                "true  | false | false | 'terminated':{'exitCode':128,'reason':'StartError','message':'exec: \\\"/bin/sh\\\": no such file'} | SHUT Waiting false",
                "true  | false | false | 'terminated':{'exitCode':128,'reason':'StartError','message':'chdir to cwd failed'} | SHUT Ended true",
            })
    void aPodIsSeenWithWhatItsStatusDoesNotTellYet(
            boolean gated, boolean told, boolean let, String state, String seen) {
        var beginnings = new Beginnings();
        if (told) {
            beginnings.told("u1", TOLD);
        }
        if (let) {
            beginnings.let("u1");
        }
        assertEquals(seen, brief(beginnings.seen(pod(gated, state))));
    }

    @Test
    void whatIsKnownIsAddedTo() {
        var beginnings = new Beginnings();
        beginnings.told("u1", TOLD);
        PodObservation reached = beginnings.seen(pod(true, "'waiting':{}"));
        assertEquals("REACHED Waiting true", brief(reached));
        beginnings.let("u1");
        assertEquals("OPEN Running true", brief(beginnings.seen(reached)));
    }

    @Test
    void aPodThatHasGoneIsForgotten() {
        var beginnings = new Beginnings();
        beginnings.told("u1", TOLD);
        beginnings.let("u1");
        beginnings.forget("u1");
        assertEquals("SHUT Waiting false", brief(beginnings.seen(pod(true, "'waiting':{}"))));
    }

    @Test
    void whatIsNotHeldBackIsAsItsStatusTells() {
        var beginnings = new Beginnings();
        beginnings.told("u1", TOLD);
        V1Pod pod = Samples.read("{\"metadata\":{\"name\":\"box-1\",\"uid\":\"u1\","
                + "\"annotations\":{\"d2k.io/gate\":\"open\"}},\"status\":{}}");
        assertEquals("OPEN Waiting false", brief(beginnings.seen(PodObservations.of(pod))));
    }

    @Test
    void whatCannotBeHeldBackTellsWhy() {
        PodObservation pod = pod(true, "'terminated':{'exitCode':127,'message':'d2k: there is no such command'}");
        assertEquals("d2k: there is no such command", pod.ungated().orElseThrow());
    }
}
