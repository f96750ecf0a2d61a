package io.d2k.docker.route;

import io.d2k.domain.TruthText;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The parameters of a request, read as the Docker Engine (that is, Go) reads them. */
public final class Query {
    private static final Set<String> FALSE = Set.of("", "0", "no", "false", "none");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern UNSIGNED = Pattern.compile("[0-9]+");
    private static final BigInteger MAX_INT = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger MIN_INT = BigInteger.valueOf(Integer.MIN_VALUE);

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Parses what stands behind the question mark.
     *
     * @throws EngineException {@code INVALID} for a malformed one
     */
    public static Query parse(String raw) {
        var values = new HashMap<String, List<String>>();
        for (String pair : raw.split("&", -1)) {
            if (pair.indexOf(';') >= 0) {
                throw EngineException.invalid("invalid semicolon separator in query");
            }
            if (!pair.isEmpty()) {
                int eq = pair.indexOf('=');
                String name = PercentCode.query(eq < 0 ? pair : pair.substring(0, eq));
                String value = eq < 0 ? "" : PercentCode.query(pair.substring(eq + 1));
                values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            }
        }
        return new Query(values);
    }

    /** Returns the first value, empty when there is none. */
    public String get(String name) {
        return values.getOrDefault(name, List.of("")).getFirst();
    }

    /** Returns the first value, nothing when it is absent or empty. */
    public Optional<String> find(String name) {
        return Optional.of(get(name)).filter(v -> !v.isEmpty());
    }

    /** Returns all values. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** Returns the truth of a parameter: all is true but nothing, 0, no, false and none. */
    public boolean flag(String name) {
        return !FALSE.contains(get(name).strip().toLowerCase(Locale.ROOT));
    }

    /**
     * Returns a number, nothing when the parameter is absent or empty.
     *
     * @throws EngineException {@code UNCLASSED} in Go's words when it is none, as moby's routers leave it
     */
    public Optional<Integer> number(String name) {
        return find(name)
                .map(text -> integer("Atoi", text, ErrorKind.UNCLASSED)
                        .max(MIN_INT)
                        .min(MAX_INT)
                        .intValue());
    }

    /**
     * Returns a number that has to be there.
     *
     * @throws EngineException {@code INVALID} in Go's words when it is none
     */
    public int requiredNumber(String name) {
        return integer("Atoi", get(name), ErrorKind.INVALID)
                .max(MIN_INT)
                .min(MAX_INT)
                .intValue();
    }

    /**
     * Returns the version of a swarm object that a change was made from.
     *
     * @param kind what the object is, for the refusal
     * @throws EngineException {@code INVALID} in Docker's words when it is missing or malformed
     */
    public long version(String kind) {
        String text = get("version");
        boolean number = UNSIGNED.matcher(text).matches();
        if (!number || new BigInteger(text).bitLength() > 64) {
            throw EngineException.invalid("invalid " + kind + " version '" + text + "': strconv.ParseUint: parsing "
                    + quote(text) + ": " + (number ? "value out of range" : "invalid syntax"));
        }
        // d2k gives no version as large as that, so that no two are mistaken for one
        return new BigInteger(text).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    /**
     * Returns a time written as seconds since 1970 with an optional fraction; nothing when it is absent or empty.
     *
     * @throws EngineException {@code UNCLASSED} in Go's words when it is none
     */
    public Optional<Instant> time(String name) {
        return find(name).map(Query::instant);
    }

    private static Instant instant(String text) {
        int dot = text.indexOf('.');
        BigInteger seconds = integer("ParseInt", dot < 0 ? text : text.substring(0, dot), ErrorKind.UNCLASSED);
        BigInteger nanos = BigInteger.ZERO;
        if (dot >= 0) {
            String fraction = text.substring(dot + 1);
            nanos = integer("ParseInt", fraction, ErrorKind.UNCLASSED);
            nanos = fraction.length() <= 9
                    ? nanos.multiply(BigInteger.TEN.pow(9 - fraction.length()))
                    : nanos.divide(BigInteger.TEN.pow(fraction.length() - 9));
        }
        BigInteger earliest = BigInteger.valueOf(Instant.MIN.getEpochSecond() + 1);
        BigInteger latest = BigInteger.valueOf(Instant.MAX.getEpochSecond() - 1);
        return Instant.ofEpochSecond(seconds.max(earliest).min(latest).longValue(), nanos.longValue());
    }

    private static BigInteger integer(String function, String text, ErrorKind kind) {
        String parsing = "strconv." + function + ": parsing " + quote(text) + ": ";
        if (!INTEGER.matcher(text).matches()) {
            throw new EngineException(kind, parsing + "invalid syntax");
        }
        if (text.length() > 20 || new BigInteger(text).bitLength() > 63) {
            throw new EngineException(kind, parsing + "value out of range");
        }
        return new BigInteger(text);
    }

    /**
     * Returns a truth value as Go's {@code strconv.ParseBool} reads it; false when it is absent or empty.
     *
     * @throws EngineException {@code INVALID} in Docker's words when it is none
     */
    public boolean strictFlag(String name) {
        return find(name)
                .map(text -> TruthText.parse(text)
                        .orElseThrow(() -> EngineException.invalid("invalid value for " + name + ": " + text
                                + ": strconv.ParseBool: parsing " + quote(text) + ": invalid syntax")))
                .orElse(false);
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
