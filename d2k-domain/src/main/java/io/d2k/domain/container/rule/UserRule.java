package io.d2k.domain.container.rule;

import io.d2k.domain.container.PodPlan.Identity;
import io.d2k.domain.image.Accounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code --user} and {@code --group-add} to numeric identities, as {@code github.com/moby/sys/user} reads them: Kubernetes
 * takes no names.
 */
public final class UserRule {
    private static final String ROOT = "root";
    private static final long LARGEST = Integer.MAX_VALUE;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final int LONGEST = 10;

    private UserRule() {}

    /**
     * What was asked for, in its parts.
     *
     * @param user empty for root
     * @param group empty for that of the user
     */
    private record Asked(String user, String group) {
        static Asked of(String user) {
            int colon = user.indexOf(':');
            return colon < 0 ? new Asked(user, "") : new Asked(user.substring(0, colon), user.substring(colon + 1));
        }
    }

    /** Returns the names of users, {@code root} apart, that have to be looked up in the image. */
    public static List<String> users(String user) {
        return names(Stream.of(Asked.of(user).user()));
    }

    /** Returns the names of groups, {@code root} apart, that have to be looked up in the image. */
    public static List<String> groups(String user, List<String> groupAdd) {
        return names(Stream.concat(Stream.of(Asked.of(user).group()), groupAdd.stream()));
    }

    /**
     * Returns why no process can run so, in Docker's words: names that stand for nothing, numbers that are none. As in Docker
     * that is for the start to say.
     *
     * @param user {@code user}, {@code user:group} or {@code :group}, by name or number; empty to keep the image's
     * @param groupAdd further groups, by name or number
     * @param accounts what the image's names stand for
     */
    public static Optional<String> refusal(String user, List<String> groupAdd, Accounts accounts) {
        Asked asked = Asked.of(user);
        Stream<Optional<String>> own = Stream.of(
                asked.user().isEmpty()
                        ? Optional.empty()
                        : refusal("unable", "user", "passwd", asked.user(), accounts.users()),
                asked.group().isEmpty()
                        ? Optional.empty()
                        : refusal("unable", "group", "group", asked.group(), accounts.groups()));
        Stream<Optional<String>> more =
                groupAdd.stream().map(group -> refusal("Unable", "group", "group", group, accounts.groups()));
        return Stream.concat(own, more).flatMap(Optional::stream).findFirst();
    }

    /**
     * Translates what is not refused.
     *
     * @param user as with {@link #refusal}
     * @param groupAdd as with {@link #refusal}
     * @param accounts what the image's names stand for
     */
    public static Identity translate(String user, List<String> groupAdd, Accounts accounts) {
        List<Long> more = groupAdd.stream()
                .flatMap(group -> number(group, accounts.groups()).stream())
                .toList();
        if (user.isEmpty()) {
            return new Identity(Optional.empty(), Optional.empty(), more);
        }
        Asked asked = Asked.of(user);
        return new Identity(
                asked.user().isEmpty() ? Optional.of(0L) : number(asked.user(), accounts.users()),
                number(asked.group(), accounts.groups()),
                more);
    }

    private static List<String> names(Stream<String> asked) {
        return asked.filter(name -> !name.isEmpty() && !name.equals(ROOT) && !isNumber(name))
                .distinct()
                .toList();
    }

    private static Optional<String> refusal(
            String start, String what, String file, String text, Map<String, Long> byName) {
        if (number(text, byName).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                isNumber(text)
                        ? "uids and gids must be in range 0-" + LARGEST
                        : start + " to find " + what + " " + text + ": no matching entries in " + file + " file");
    }

    private static Optional<Long> number(String text, Map<String, Long> byName) {
        if (isNumber(text)) {
            return Optional.of(text)
                    .filter(t -> t.length() <= LONGEST)
                    .map(Long::valueOf)
                    .filter(n -> n >= 0 && n <= LARGEST);
        }
        return text.equals(ROOT) ? Optional.of(0L) : Optional.ofNullable(byName.get(text));
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }
}
