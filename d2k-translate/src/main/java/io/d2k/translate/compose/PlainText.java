package io.d2k.translate.compose;

import io.d2k.translate.yaml.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * What docker compose makes a text of that was written without quotes: it reads numbers, booleans and dates as such, and
 * prints them again. So {@code 1.50} is {@code 1.5}, {@code 0x10} is {@code 16}, and {@code 010} is {@code 8}.
 */
final class PlainText {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:0|[1-9][0-9_]*)");
    private static final Pattern OCTAL = Pattern.compile("([-+]?)0o?([0-7_]+)");
    private static final Pattern HEXADECIMAL = Pattern.compile("([-+]?)0x([0-9a-fA-F_]+)");
    private static final Pattern BINARY = Pattern.compile("([-+]?)0b([01_]+)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    /** Go prints numbers from here on with an exponent. */
    private static final int LONGEST = 21;

    private PlainText() {}

    /** Returns the text of a scalar. */
    static String of(Value.Scalar scalar) {
        return scalar.plain() ? of(scalar.text()) : scalar.text();
    }

    private static String of(String text) {
        if (text.matches("(?i:true|false)")) {
            // other words for them are texts
            return text.matches("true|True|TRUE|false|False|FALSE") ? text.toLowerCase(java.util.Locale.ROOT) : text;
        }
        if (DATE.matcher(text).matches()) {
            return text + " 00:00:00 +0000 UTC";
        }
        if (DECIMAL.matcher(text).matches()) {
            return new BigInteger(text.replace("_", "").replace("+", "")).toString();
        }
        for (Radix radix : Radix.values()) {
            var m = radix.form.matcher(text);
            if (m.matches() && !m.group(2).replace("_", "").isEmpty()) {
                BigInteger number = new BigInteger(m.group(2).replace("_", ""), radix.base);
                return (m.group(1).equals("-") ? number.negate() : number).toString();
            }
        }
        return FLOAT.matcher(text).matches() ? number(Double.parseDouble(text)) : text;
    }

    private enum Radix {
        OCTAL(PlainText.OCTAL, 8),
        HEXADECIMAL(PlainText.HEXADECIMAL, 16),
        BINARY(PlainText.BINARY, 2);

        private final Pattern form;
        private final int base;

        Radix(Pattern form, int base) {
            this.form = form;
            this.base = base;
        }
    }

    /** Returns the shortest digits that stand for the number, as Go prints it. */
    private static String number(double value) {
        if (value == 0 || Double.isInfinite(value)) {
            return value == 0 ? "0" : value > 0 ? "+Inf" : "-Inf";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < LONGEST) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = exact.signum() < 0 ? "-" : "";
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
