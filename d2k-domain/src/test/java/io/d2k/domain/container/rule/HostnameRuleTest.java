package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.Warnings;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host names that clients ask for. */
class HostnameRuleTest {
    @ParameterizedTest
    @CsvSource({
        "v1.34.9, git, git, false",
        "v1.34.9, My_host.1, my-host-1, true",
        "v1.34.9, git.example.com, git-example-com, true",
        "v1.35.0, git.example.com, git.example.com, false",
        "v1.36.2, Git_1.example.com, git-1.example.com, true",
        "v1.36.2, git, git, false",
        "'', git.example.com, git-example-com, true"
    })
    void areAsAskedWhereTheClusterTakesThem(String server, String asked, String name, boolean warned) {
        Warnings warnings = new Warnings();
        assertEquals(name, HostnameRule.translate(asked, () -> server, warnings));
        assertEquals(
                warned
                        ? List.of("Kubernetes allows no such host name as " + asked + ". " + name + " is used.")
                        : List.of(),
                warnings.list());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "a.", "a b"})
    void othersAreRefused(String asked) {
        Refusals.invalid(
                "invalid hostname format: " + asked,
                () -> HostnameRule.translate(asked, () -> "v1.36.2", new Warnings()));
    }
}
