package io.d2k.docker.http;

import io.d2k.docker.json.ApiVersion;
import io.d2k.domain.error.EngineException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path without its version, and the version asked for.
 *
 * @param version as in the path, such as {@code 1.45}; empty when the path has none
 * @param path the rest
 */
record VersionedPath(String version, String path) {
    private static final Pattern PREFIX = Pattern.compile("/v([0-9.]+)(/.*)", Pattern.DOTALL);

    static VersionedPath of(String path) {
        Matcher m = PREFIX.matcher(path);
        return m.matches() ? new VersionedPath(m.group(1), m.group(2)) : new VersionedPath("", path);
    }

    /**
     * Returns the version that the client speaks.
     *
     * @throws EngineException {@code INVALID} when it is too old or too new, in Docker's words
     */
    ApiVersion check() {
        if (version.isEmpty()) {
            return ApiVersion.LATEST;
        }
        int[] numbers = Arrays.stream(version.split("\\.", -1))
                .mapToInt(VersionedPath::number)
                .toArray();
        var asked = new ApiVersion(numbers[0], numbers.length > 1 ? numbers[1] : 0);
        if (asked.compareTo(ApiVersion.MINIMUM) < 0) {
            throw EngineException.invalid("client version " + version + " is too old. Minimum supported API version is "
                    + ApiVersion.MINIMUM + ", please upgrade your client to a newer version");
        }
        if (asked.compareTo(ApiVersion.LATEST) > 0) {
            throw EngineException.invalid(
                    "client version " + version + " is too new. Maximum supported API version is " + ApiVersion.LATEST);
        }
        return asked;
    }

    /** Reads one part; what does not fit into six digits is too new anyway. */
    private static int number(String digits) {
        if (digits.isEmpty()) {
            return 0;
        }
        return digits.length() > 6 ? 999_999 : Integer.parseInt(digits);
    }
}
