package io.d2k.docker.json;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the Engine API, such as 1.45.
 *
 * @param major the first number
 * @param minor the second number
 */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The newest that d2k speaks; also that of requests without a version. */
    public static final ApiVersion LATEST = new ApiVersion(1, 45);

    /** The oldest that d2k speaks. */
    public static final ApiVersion MINIMUM = new ApiVersion(1, 24);

    private static final Comparator<ApiVersion> ORDER =
            Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    /** Returns the version written as {@code 1.45}, without the {@code v} of a path; nothing when it is none. */
    public static Optional<ApiVersion> parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches()
                ? Optional.of(new ApiVersion(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))))
                : Optional.empty();
    }

    /** Returns whether it is older than 1.{@code minor}. */
    public boolean before(int minor) {
        return compareTo(new ApiVersion(1, minor)) < 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return ORDER.compare(this, other);
    }

    /** Returns the version as {@code 1.45}. */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
