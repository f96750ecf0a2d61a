package io.d2k.docker.json;

import java.math.BigInteger;

/** The types that the Docker Engine's structs are made of. */
final class GoTypes {
    private GoTypes() {}

    /** A string. */
    static final GoType TEXT = new GoType.Scalar("string", GoType.Kind.TEXT, null, null);

    /** A truth value. */
    static final GoType BOOL = new GoType.Scalar("bool", GoType.Kind.BOOL, null, null);

    /** Docker counts in Go's {@code int}. */
    static final GoType INT = signed("int");

    /** A 64-bit integer. */
    static final GoType INT64 = signed("int64");

    /** A 16-bit integer without sign. */
    static final GoType UINT16 = unsigned("uint16", 16);

    /** A 32-bit integer without sign. */
    static final GoType FILE_MODE = unsigned("fs.FileMode", 32);

    /** A 32-bit integer without sign. */
    static final GoType UINT32 = unsigned("uint32", 32);

    /** A number with a fraction. */
    static final GoType FLOAT32 = new GoType.Scalar("float32", GoType.Kind.FRACTION, null, null);

    /** A 64-bit integer without sign. */
    static final GoType UINT64 = unsigned("uint64", 64);

    /** A machine word without sign. */
    static final GoType UINT = unsigned("uint", 64);

    /** A list of strings. */
    static final GoType TEXTS = new GoType.ListOf("[]string", TEXT);

    /** Strings by string. */
    static final GoType TEXT_MAP = new GoType.MapOf("map[string]string", TEXT);

    /** A string or a list of strings, as Docker takes for commands. */
    static final GoType COMMAND = new GoType.StringOrList();

    /** Returns a named type of string. */
    static GoType text(String goName) {
        return new GoType.Scalar(goName, GoType.Kind.TEXT, null, null);
    }

    /** Returns a named signed 64-bit type. */
    static GoType signed(String goName) {
        return new GoType.Scalar(
                goName, GoType.Kind.INTEGER, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));
    }

    private static GoType unsigned(String goName, int bits) {
        return new GoType.Scalar(
                goName,
                GoType.Kind.INTEGER,
                BigInteger.ZERO,
                BigInteger.TWO.pow(bits).subtract(BigInteger.ONE));
    }

    /** Returns a list of it. */
    static GoType listOf(GoType element) {
        return new GoType.ListOf("[]" + element.goName(), element);
    }

    /** Returns a list of pointers to it. */
    static GoType listOfPointers(GoType element) {
        return new GoType.ListOf("[]*" + element.goName(), new GoType.Nullable(element));
    }
}
