package io.d2k.domain.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Filters;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Bounded;
import io.d2k.domain.fake.FakePod;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageLookup;
import io.d2k.domain.network.IpamSpec;
import io.d2k.domain.network.NetworkRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What prunes leave, and which values of their filters are any. */
@Timeout(180)
class PruneTest {
    private final Fixture f = new Fixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static Filters filter(String name, String... values) {
        return new Filters(Map.of(name, List.of(values)));
    }

    @Test
    void whatIsBeingStartedStays() throws Exception {
        f.cluster.containers.program(p -> {});
        String id = f.create("box", Specs.of("busybox").cmd("sleep", "9"));
        f.create("idle", Specs.of("busybox").cmd("sleep", "9"));
        var start = Bounded.start(() -> f.containers.start(id));
        FakePod pod = f.pod();
        assertEquals(1, f.containers.prune(Filters.NONE).size());
        pod.begin();
        assertTrue(Bounded.get(start));
        assertEquals(List.of("box"), f.names(true));
    }

    @Test
    void volumesWithOptionsStay() {
        f.engine.volumes().create("sized", "", Map.of("size", "1g"), Map.of());
        f.engine.volumes().create("plain", "", Map.of(), Map.of());
        assertEquals(List.of("plain"), f.engine.volumes().prune(filter("all", "T")));
    }

    @Test
    void allVolumesAreMeantByATruthValueAlone() {
        f.engine.volumes().create("data", "", Map.of(), Map.of());
        Fixture.refused(
                ErrorKind.INVALID,
                "invalid filter 'all': strconv.ParseBool: parsing \"zz\": invalid syntax",
                () -> f.engine.volumes().prune(filter("all", "zz")));
        assertEquals(1, f.engine.volumes().list(Filters.NONE).size());
    }

    @Test
    void aTimeThatIsNoneIsRefusedEvenWhereThereIsNothingToPrune() {
        Map<Consumer<Filters>, ErrorKind> prunes = Map.of(
                f.containers::prune, ErrorKind.INVALID,
                f.engine.networks()::prune, ErrorKind.INVALID,
                f.engine.images()::prune, ErrorKind.UNCLASSED, // moby's images have no class for it
                f.engine.images()::list, ErrorKind.UNCLASSED);
        prunes.forEach((prune, kind) -> {
            Fixture.refused(
                    kind,
                    "failed to parse value as time or duration: \"zz\"",
                    () -> prune.accept(filter("until", "zz")));
            Fixture.refused(
                    kind, "more than one until filter specified", () -> prune.accept(filter("until", "1h", "2h")));
        });
    }

    @Test
    void imagesWithALabelCanBeKept() {
        ImageConfig kept = new ImageConfig(
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                List.of(),
                List.of(),
                Map.of("keep", "1"),
                "",
                Optional.empty());
        f.cluster.images.answer("kept", new ImageLookup.Found(FakeStores.Images.facts('a', kept)));
        f.cluster.images.answer("other", new ImageLookup.Found(FakeStores.Images.facts('b', ImageConfig.EMPTY)));
        f.engine.images().pull("kept", "", Optional.empty());
        f.engine.images().pull("other", "", Optional.empty());
        f.engine.images().prune(new Filters(Map.of("dangling", List.of("false"), "label!", List.of("keep"))));
        assertEquals(
                List.of("kept:latest"),
                f.engine.images().list(Filters.NONE).stream()
                        .flatMap(i -> i.tags().stream())
                        .toList());
    }

    @Test
    void networksAreFoundByPatterns() {
        f.engine
                .networks()
                .create(new NetworkRequest(
                        "back", "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"));
        assertEquals(1, f.engine.networks().list(filter("name", "^back$")).size());
        assertEquals(0, f.engine.networks().list(filter("name", "^ack$")).size());
        Fixture.refused(
                ErrorKind.INVALID,
                "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")",
                () -> f.engine.networks().list(filter("dangling", "zz")));
        Fixture.refused(
                ErrorKind.INVALID,
                "got more than one value for filter key \"dangling\"",
                () -> f.engine.networks().list(filter("dangling", "true", "0")));
        Fixture.refused(
                ErrorKind.INVALID,
                "invalid filter 'dangling=[true false]'",
                () -> f.engine.images().list(filter("dangling", "true", "false")));
    }

    @Test
    void aNetworkThatHasGoneIsToldByItsName() {
        String id = f.engine
                .networks()
                .create(new NetworkRequest(
                        "back", "", "", false, false, false, Map.of(), Map.of(), IpamSpec.NONE, "{}"))
                .id();
        String box = f.create("box", Specs.of("busybox").cmd("true").network("back"));
        f.engine.networks().remove(id);
        Fixture.refused(ErrorKind.NOT_FOUND, "network back not found", () -> f.containers.start(box));
    }
}
