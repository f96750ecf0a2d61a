package io.d2k.docker.json;

import java.nio.charset.StandardCharsets;

/**
 * Finds what is wrong with a malformed JSON document and says it in the words of Go's JSON package. Only called for
 * documents that the parser has refused; recursion is bounded by the depth that it refuses at.
 */
final class GoSyntax {
    private static final String EOF = "unexpected EOF";
    private static final int MAX_DEPTH = 200;

    private final String text;
    private int at;
    private int depth;

    private GoSyntax(String text) {
        this.text = text;
    }

    /** Returns the first complaint. */
    static String complaint(byte[] body) {
        var scan = new GoSyntax(new String(body, StandardCharsets.UTF_8));
        try {
            scan.value("looking for beginning of value");
        } catch (Complaint e) {
            return e.getMessage();
        }
        return "invalid document";
    }

    private void value(String context) throws Complaint {
        char c = peek();
        if (++depth > MAX_DEPTH) {
            throw new Complaint("exceeded max depth");
        }
        switch (c) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (c == '-' || (c >= '0' && c <= '9')) {
                    number();
                } else {
                    throw unexpected(c, context);
                }
            }
        }
        depth--;
    }

    private void object() throws Complaint {
        at++;
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            if (peek() != '"') {
                throw unexpected(peek(), "looking for beginning of object key string");
            }
            string();
            expect(':', "after object key");
            value("looking for beginning of value");
            if (peek() == '}') {
                at++;
                return;
            }
            expect(',', "after object key:value pair");
        }
    }

    private void list() throws Complaint {
        at++;
        if (peek() == ']') {
            at++;
            return;
        }
        while (true) {
            value("looking for beginning of value");
            if (peek() == ']') {
                at++;
                return;
            }
            expect(',', "after array element");
        }
    }

    private void string() throws Complaint {
        at++;
        for (char c = raw(); c != '"'; c = raw()) {
            at++;
            if (c < ' ') {
                throw unexpected(c, "in string literal");
            }
            if (c == '\\') {
                escape();
            }
        }
        at++;
    }

    private void escape() throws Complaint {
        char kind = raw();
        if ("\"\\/bfnrtu".indexOf(kind) < 0) {
            throw unexpected(kind, "in string escape code");
        }
        at++;
        for (int i = 0; kind == 'u' && i < 4; i++, at++) {
            if (Character.digit(raw(), 16) < 0) {
                throw unexpected(raw(), "in \\u hexadecimal character escape");
            }
        }
    }

    private void literal(String word) throws Complaint {
        for (int i = 0; i < word.length(); i++, at++) {
            if (raw() != word.charAt(i)) {
                throw unexpected(raw(), "in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
    }

    private void number() throws Complaint {
        if (raw() == '-') {
            at++;
            digit("in numeric literal");
        }
        if (raw() == '0') {
            at++;
        } else {
            digits();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digit("after decimal point in numeric literal");
            digits();
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            at++;
            if (raw() == '+' || raw() == '-') {
                at++;
            }
            digit("in exponent of numeric literal");
            digits();
        }
    }

    private void digit(String context) throws Complaint {
        if (raw() < '0' || raw() > '9') {
            throw unexpected(raw(), context);
        }
    }

    private void digits() {
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
    }

    private void expect(char wanted, String context) throws Complaint {
        if (peek() != wanted) {
            throw unexpected(peek(), context);
        }
        at++;
    }

    private char peek() throws Complaint {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return raw();
    }

    private char raw() throws Complaint {
        if (at >= text.length()) {
            throw new Complaint(EOF);
        }
        return text.charAt(at);
    }

    private static Complaint unexpected(char c, String context) {
        String shown = switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            default -> c < ' ' ? String.format(java.util.Locale.ROOT, "'\\x%02x'", (int) c) : "'" + c + "'";
        };
        return new Complaint("invalid character " + shown + " " + context);
    }

    private static final class Complaint extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Complaint(String message) {
            super(message, null, false, false);
        }
    }
}
