package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.container.Propagation;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropagationRuleTest {
    private static StorageSpec bind(String text) {
        return new StorageSpec(List.of(text), List.of(), Map.of(), List.of(), List.of(), "");
    }

    private static StorageSpec mount(String propagation) {
        var request = new MountRequest(
                "bind",
                "/a",
                "/x",
                false,
                false,
                "",
                Map.of(),
                "",
                Map.of(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                propagation);
        return new StorageSpec(List.of(), List.of(request), Map.of(), List.of(), List.of(), "");
    }

    private static Propagation spread(StorageSpec storage, boolean privileged) {
        MountDraft draft = MountRule.translate(storage, List.of(), List.of()).getFirst();
        var path = (Mount.HostPath) PropagationRule.mount((MountDraft.Bind) draft, privileged);
        return path.propagation();
    }

    @ParameterizedTest
    @CsvSource({
        "private, false, NONE",
        "rprivate, true, NONE",
        "slave, false, FROM_HOST",
        "rslave, true, FROM_HOST",
        "shared, false, FROM_HOST",
        "rshared, true, BOTH_WAYS"
    })
    void mountsSpreadAsKubernetesLetsThem(String word, boolean privileged, Propagation expected) {
        assertEquals(expected, spread(bind("/a:/x:ro," + word), privileged));
        assertEquals(expected, spread(mount(word), privileged));
    }

    @Test
    void nothingSpreadsUnasked() {
        assertEquals(Propagation.NONE, spread(bind("/a:/x"), true));
        assertEquals(Propagation.NONE, spread(mount(""), true));
    }

    @Test
    void othersAreRefused() {
        Refusals.invalid(
                "invalid mount config for type \"bind\": invalid propagation mode: zz",
                () -> MountRule.translate(mount("zz"), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"rshared, false, 1", "rshared, true, 0", "rslave, false, 0", "'', false, 0"})
    void whoMayNotShareIsTold(String word, boolean privileged, int told) {
        Warnings ofBind = new Warnings();
        PropagationRule.judge(bind("/a:/x" + (word.isEmpty() ? "" : ":" + word)), privileged, ofBind);
        Warnings ofMount = new Warnings();
        PropagationRule.judge(mount(word), privileged, ofMount);
        assertEquals(told, ofBind.list().size());
        assertEquals(ofBind.list(), ofMount.list());
    }
}
