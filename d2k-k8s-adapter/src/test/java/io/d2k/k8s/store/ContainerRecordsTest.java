package io.d2k.k8s.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.Ending;
import io.d2k.domain.container.LastRun;
import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.WorkloadKind;
import io.d2k.domain.error.EngineException;
import io.d2k.k8s.manifest.ContainerObjects;
import io.d2k.k8s.manifest.Keys;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplate;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContainerRecordsTest {
    private static final String ID = Samples.id("ab");
    private final ContainerRecords records = new ContainerRecords(Samples.DOCUMENTS);

    @ParameterizedTest
    @EnumSource(WorkloadKind.class)
    void whatIsWrittenIsRead(WorkloadKind kind) {
        ContainerRecord initial = initial(kind);
        assertEquals(initial, read(initial));
        ContainerRecord later = change(
                initial,
                "new_Name",
                3,
                true,
                Optional.of(new Ending(3, 15, Instant.parse("2026-01-01T00:00:00.000000001Z"), OptionalInt.of(2))),
                Optional.of(
                        new LastRun(2, true, 137, true, "a \"b\"", Optional.of(Samples.CREATED), Optional.empty(), 4)));
        assertEquals(later, read(later));
    }

    @Test
    void theRequestIsParsedOnce() {
        ContainerRecord record = initial(WorkloadKind.RUN_ONCE);
        assertSame(
                read(record).spec(),
                read(change(record, "x", 1, true, Optional.empty(), Optional.empty()))
                        .spec());
    }

    @Test
    void anObjectBeingDeletedIsBeingRemoved() {
        ContainerRecord record = initial(WorkloadKind.RUN_ONCE);
        V1ObjectMeta metadata =
                metadata(record).deletionTimestamp(java.time.OffsetDateTime.now(java.time.ZoneOffset.UTC));
        assertTrue(records.read(new V1PodTemplate().metadata(metadata)).removing());
    }

    @Test
    void aContainerWithoutItsTimeWasCreatedWithItsObject() {
        V1ObjectMeta metadata = metadata(initial(WorkloadKind.RUN_ONCE))
                .creationTimestamp(java.time.OffsetDateTime.parse("2024-05-06T07:08:09Z"));
        metadata.getAnnotations().remove(Keys.CREATED);
        assertEquals(
                java.time.Instant.parse("2024-05-06T07:08:09Z"),
                records.read(new V1PodTemplate().metadata(metadata)).created());
    }

    @Test
    void whatIsNoRecordIsRefused() {
        ContainerRecord record = initial(WorkloadKind.RUN_ONCE);
        for (String key : new String[] {Keys.ID, Keys.NAME, Keys.SPEC, Keys.RUN}) {
            V1ObjectMeta metadata = metadata(record);
            metadata.getAnnotations().remove(key);
            assertThrows(EngineException.class, () -> records.read(new V1PodTemplate().metadata(metadata)), key);
        }
        V1ObjectMeta metadata = metadata(record);
        metadata.getAnnotations().put(Keys.LAST_RUN, "{");
        assertThrows(EngineException.class, () -> records.read(new V1PodTemplate().metadata(metadata)));
    }

    @Test
    void noDifferenceIsNoPatch() {
        ContainerRecord record = initial(WorkloadKind.DEPLOYMENT);
        assertEquals(Optional.empty(), RecordPatch.of(record, record, "7"));
    }

    @Test
    void onlyTheDifferenceIsPatched() {
        ContainerRecord record = initial(WorkloadKind.RUN_ONCE);
        ContainerRecord ending =
                change(record, record.name(), 0, false, Optional.of(new Ending(1, 9, Instant.EPOCH)), Optional.empty());
        assertEquals(
                "{\"metadata\":{\"annotations\":{\"d2k.io/ending\":"
                        + "\"{\\\"run\\\":1,\\\"signal\\\":9,\\\"at\\\":\\\"1970-01-01T00:00:00Z\\\"}\"},"
                        + "\"resourceVersion\":\"7\"}}",
                RecordPatch.of(record, ending, "7").orElseThrow().toString());
        assertEquals(
                "{\"metadata\":{\"annotations\":{\"d2k.io/ending\":null},\"resourceVersion\":\"8\"}}",
                RecordPatch.of(ending, record, "8").orElseThrow().toString());
    }

    @Test
    void aRenameChangesLabelAndAnnotation() {
        ContainerRecord record = initial(WorkloadKind.RUN_ONCE);
        ContainerRecord renamed = change(record, "a_b", 0, false, Optional.empty(), Optional.empty());
        assertEquals(
                "{\"metadata\":{\"labels\":{\"d2k.io/name\":\"a_b\"},\"annotations\":{\"d2k.io/name\":\"a_b\"},"
                        + "\"resourceVersion\":\"7\"}}",
                RecordPatch.of(record, renamed, "7").orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource({"u2 u1, false, '\"u1 u2\"'", "'', true, null"})
    void aStartOfADeploymentTellsWhichPodsAreNotOfIt(String earlier, boolean paused, String told) {
        ContainerRecord record = initial(WorkloadKind.DEPLOYMENT);
        Set<String> pods = earlier.isEmpty() ? Set.of() : Set.of(earlier.split(" "));
        assertEquals(
                "{\"spec\":{\"replicas\":1,\"paused\":" + paused
                        + "},\"metadata\":{\"annotations\":{\"d2k.io/run\":\"3\"," + "\"d2k.io/earlier-pods\":" + told
                        + "},\"resourceVersion\":\"7\"}}",
                RecordPatch.start(record, 3, pods, paused, "7").toString());
    }

    @Test
    void aDeploymentIsScaledInTheSamePatch() {
        ContainerRecord record = initial(WorkloadKind.DEPLOYMENT);
        ContainerRecord started = change(record, record.name(), 1, true, Optional.empty(), Optional.empty());
        assertEquals(
                "{\"spec\":{\"replicas\":1,\"paused\":false},"
                        + "\"metadata\":{\"annotations\":{\"d2k.io/run\":\"1\"},\"resourceVersion\":\"7\"}}",
                RecordPatch.of(record, started, "7").orElseThrow().toString());
        ContainerRecord stopped = change(record, record.name(), 1, false, Optional.empty(), Optional.empty());
        assertEquals(
                "{\"spec\":{\"replicas\":0},\"metadata\":{\"resourceVersion\":\"8\"}}",
                RecordPatch.of(started, stopped, "8").orElseThrow().toString());
    }

    @Test
    void imageFactsAreKeptWhole() {
        assertEquals(
                Samples.facts(),
                ImageFactsJson.read(
                        Json.parse(ImageFactsJson.write(Samples.facts()).toString())));
    }

    @Test
    void aRunIsNamedAndOwned() {
        ContainerRecord record = initial(WorkloadKind.RUN_ONCE);
        var plan = Samples.plan(ID, "web", WorkloadKind.RUN_ONCE, Samples.pod(PodPlan.Restart.NEVER, "true"));
        V1PodTemplate template =
                ContainerObjects.podTemplate(plan, metadata(record).uid("u9").name("web"));
        var pod = ContainerObjects.run(template, ID, 2, 1);
        assertEquals("web-ab0123-2-r1", pod.getMetadata().getName());
        var owner = pod.getMetadata().getOwnerReferences().getFirst();
        assertEquals("u9", owner.getUid());
        assertEquals(true, owner.getController());
        assertEquals(false, owner.getBlockOwnerDeletion());
        assertEquals("2", pod.getMetadata().getLabels().get(Keys.RUN));
        assertEquals("1", pod.getMetadata().getLabels().get(Keys.RESTART));
        assertEquals(ID.substring(0, 32), pod.getMetadata().getLabels().get(Keys.ID));
        assertEquals(ID, pod.getMetadata().getAnnotations().get(Keys.ID));
    }

    private ContainerRecord read(ContainerRecord record) {
        return switch (record.kind()) {
            case RUN_ONCE -> records.read(new V1PodTemplate().metadata(metadata(record)));
            case DEPLOYMENT ->
                records.read(new V1Deployment()
                        .metadata(metadata(record))
                        .spec(new V1DeploymentSpec().replicas(record.wanted() ? 1 : 0)));
        };
    }

    private static V1ObjectMeta metadata(ContainerRecord record) {
        return new V1ObjectMeta()
                .name(record.objectName())
                .labels(RecordAnnotations.labels(record))
                .annotations(RecordAnnotations.annotations(record));
    }

    private static ContainerRecord initial(WorkloadKind kind) {
        return ContainerRecords.initial(Samples.plan(ID, "web", kind, Samples.pod(PodPlan.Restart.NEVER, "true")));
    }

    static ContainerRecord change(
            ContainerRecord r, String name, int run, boolean wanted, Optional<Ending> ending, Optional<LastRun> last) {
        return new ContainerRecord(
                r.id(),
                name,
                r.objectName(),
                r.kind(),
                r.created(),
                r.spec(),
                r.image(),
                r.anonymousVolumes(),
                r.inheritedBinds(),
                r.networks(),
                r.links(),
                run,
                wanted,
                ending,
                last,
                r.removing());
    }
}
