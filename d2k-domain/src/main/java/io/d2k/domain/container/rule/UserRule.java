package io.d2k.domain.container.rule;

import io.d2k.domain.container.PodPlan.Identity;
import io.d2k.domain.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code --user} and {@code --group-add} to numeric identities: Kubernetes takes no names. */
public final class UserRule {
    private static final String ROOT = "root";

    private UserRule() {}

    /**
     * Translates.
     *
     * @param user {@code uid}, {@code uid:gid}, with {@code root} for 0; empty to keep the image's
     * @param groups further groups
     * @throws EngineException when a name cannot be turned into a number
     */
    public static Identity translate(String user, List<String> groups) {
        List<Long> more = new ArrayList<>();
        for (String group : groups) {
            more.add(number(group, "group"));
        }
        if (user.isEmpty()) {
            return new Identity(Optional.empty(), Optional.empty(), more);
        }
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String group = colon < 0 ? "" : user.substring(colon + 1);
        return new Identity(
                name.isEmpty() ? Optional.empty() : Optional.of(number(name, "user")),
                group.isEmpty() ? Optional.empty() : Optional.of(number(group, "group")),
                more);
    }

    private static long number(String text, String what) {
        if (text.equals(ROOT)) {
            return 0;
        }
        if (!text.isEmpty() && text.length() <= 10 && text.chars().allMatch(Character::isDigit)) {
            long value = Long.parseLong(text);
            if (value <= Integer.MAX_VALUE) {
                return value;
            }
            throw EngineException.invalid("uids and gids must be in range 0-2147483647");
        }
        throw EngineException.unsupported("unable to find " + what + " " + text
                + ": Kubernetes cannot look names up in the image; use the number (--user UID:GID)");
    }
}
