package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.PodPlan.Identity;
import io.d2k.domain.image.Accounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserRuleTest {
    private static final Accounts IMAGE =
            new Accounts(Map.of("www-data", 33L, "app", 1000L), Map.of("www-data", 34L, "audio", 29L));

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, ",
        "0, 0, ",
        "root, 0, ",
        "1000:2000, 1000, 2000",
        "root:root, 0, 0",
        ":5, 0, 5",
        ":, 0, ",
        "5:, 5, ",
        "2147483647, 2147483647, ",
        "'', , ",
        "www-data, 33, ",
        "www-data:www-data, 33, 34",
        "app:7, 1000, 7",
        ":audio, 0, 29"
    })
    void usersAreNumbersInKubernetes(String user, Long uid, Long gid) {
        assertEquals(
                new Identity(Optional.ofNullable(uid), Optional.ofNullable(gid), List.of(7L, 0L, 29L)),
                UserRule.translate(user, List.of("7", "root", "audio"), IMAGE));
        assertEquals(Optional.empty(), UserRule.refusal(user, List.of("7", "root", "audio"), IMAGE));
    }

    @ParameterizedTest
    @CsvSource({
        "nosuch, , unable to find user nosuch: no matching entries in passwd file",
        "audio, , unable to find user audio: no matching entries in passwd file",
        "'a b', , unable to find user a b: no matching entries in passwd file",
        "-1, , uids and gids must be in range 0-2147483647",
        "www-data:app, , unable to find group app: no matching entries in group file",
        "1, app, Unable to find group app: no matching entries in group file",
        "2147483648, , uids and gids must be in range 0-2147483647",
        "1:99999999999999999999, , uids and gids must be in range 0-2147483647",
        "'', 2147483648, uids and gids must be in range 0-2147483647"
    })
    void whatStandsForNothingIsRefused(String user, String group, String message) {
        List<String> more = group == null ? List.of() : List.of(group);
        assertEquals(Optional.of(message), UserRule.refusal(user, more, IMAGE));
    }

    @ParameterizedTest
    @CsvSource({
        "'', , '[] []'",
        "root:root, root, '[] []'",
        "5:6, 7, '[] []'",
        "app, , '[app] []'",
        "app:audio, video, '[app] [audio, video]'",
        ":audio, audio, '[] [audio]'"
    })
    void namesAreLookedUpInTheImage(String user, String group, String names) {
        List<String> more = group == null ? List.of() : List.of(group);
        assertEquals(names, UserRule.users(user) + " " + UserRule.groups(user, more));
    }
}
