package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityOptionRuleTest {
    /** As dockerd took them: a colon stands for the equals sign, in old clients. */
    @ParameterizedTest
    @CsvSource({
        "seccomp=unconfined, UNCONFINED",
        "seccomp:unconfined, UNCONFINED",
        "seccomp=builtin, OF_RUNTIME",
        "seccomp={\"defaultAction\":1}, ",
        "seccomp=, ",
        "apparmor=unconfined, ",
        "no-new-privileges, ",
        "label=disable, "
    })
    void filtersAreKnownByName(String option, String filter) {
        SecurityOptionRule.check(option);

        assertEquals(
                Optional.ofNullable(filter), SecurityOptionRule.seccomp(option).map(Enum::name));
    }
}
