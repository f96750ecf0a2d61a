package io.d2k.domain.container.rule;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.container.ContainerRecord.Attachment;
import io.d2k.domain.fake.Observed;
import io.d2k.domain.fake.Specs;
import java.util.Arrays;
import java.util.List;

/** Containers on networks. */
final class Joined {
    private Joined() {}

    static ContainerRecord record(String name, Attachment... networks) {
        return Observed.runOnce(Specs.of("busybox"))
                .get()
                .record()
                .withName(name)
                .withNetworks(List.of(networks));
    }

    static Attachment on(String network, String... aliases) {
        return new Attachment("id-of-" + network, network, List.of(aliases));
    }

    /** Returns networks from their names with a space between. */
    static List<Attachment> networks(String names) {
        return Arrays.stream(names.split(" ")).map(name -> on(name)).toList();
    }
}
