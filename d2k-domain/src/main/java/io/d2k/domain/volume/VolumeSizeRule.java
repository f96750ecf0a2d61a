package io.d2k.domain.volume;

import io.d2k.domain.error.EngineException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Driver options of a volume: {@code size} says how large its claim is; options of other drivers are refused. */
public final class VolumeSizeRule {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([kmgtp]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgtp";
    private static final Set<String> KNOWN = Set.of("size");

    private VolumeSizeRule() {}

    /**
     * Returns the size to request, in bytes.
     *
     * @throws EngineException for a size that is none, and for options that have no meaning for a claim
     */
    public static long bytes(String volume, Map<String, String> options, long fallback) {
        for (String option : options.keySet()) {
            if (!KNOWN.contains(option)) {
                throw EngineException.invalid("create " + volume + ": invalid option: \"" + option
                        + "\": volumes are claims of the cluster's default storage class, only size can be chosen");
            }
        }
        String size = options.getOrDefault("size", "");
        if (size.isEmpty()) {
            return fallback;
        }
        Matcher m = SIZE.matcher(size);
        if (!m.matches()) {
            throw EngineException.invalid("create " + volume + ": invalid size: '" + size + "'");
        }
        int unit = m.group(2).isEmpty()
                ? 0
                : UNITS.indexOf(Character.toLowerCase(m.group(2).charAt(0))) + 1;
        long count = Long.parseLong(m.group(1));
        if (count > Long.MAX_VALUE >> (10 * unit)) {
            throw EngineException.invalid("create " + volume + ": invalid size: '" + size + "'");
        }
        return count << (10 * unit);
    }
}
