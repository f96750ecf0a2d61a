package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.container.SecuritySpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegeRuleTest {
    @ParameterizedTest
    @CsvSource({
        "false, '', '', ''",
        "false, CHOWN, '', ''",
        "false, cap_net_bind_service, '', ''",
        "false, '', no-new-privileges, ''",
        "true, '', '', --privileged",
        "false, NET_ADMIN, '', --cap-add NET_ADMIN",
        "false, ALL, '', --cap-add ALL",
        "false, Cap_Sys_Admin, '', --cap-add Cap_Sys_Admin",
        "false, '', seccomp=unconfined, --security-opt seccomp=unconfined",
        "false, '', apparmor:unconfined, --security-opt apparmor:unconfined"
    })
    void whatIsNotUsualIsRefusedUnlessAllowed(boolean privileged, String capability, String option, String refused) {
        var security = new SecuritySpec(
                privileged,
                capability.isEmpty() ? List.of() : List.of(capability),
                List.of(),
                List.of(),
                false,
                option.isEmpty() ? List.of() : List.of(option),
                Map.of(),
                false,
                "",
                "",
                "",
                "",
                "");
        PrivilegeRule.check(security, true);
        if (refused.isEmpty()) {
            PrivilegeRule.check(security, false);
            return;
        }
        var e = assertThrows(EngineException.class, () -> PrivilegeRule.check(security, false));
        assertEquals(ErrorKind.FORBIDDEN, e.kind());
        assertEquals(refused + " is not allowed here (D2K_ALLOW_PRIVILEGED)", e.getMessage());
    }
}
