package io.d2k.registry;

/** Rule: how texts from outside are made fit for a message. */
final class Words {
    private static final int LONGEST = 300;

    private Words() {}

    /** Returns the text on one line, without control characters and of at most 300 characters. */
    static String shorten(String text) {
        String head = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return head.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    /** Returns an HTTP status with its name, such as {@code 502 Bad Gateway}. */
    static String status(int status) {
        String name = switch (status) {
            case 400 -> " Bad Request";
            case 401 -> " Unauthorized";
            case 403 -> " Forbidden";
            case 404 -> " Not Found";
            case 405 -> " Method Not Allowed";
            case 429 -> " Too Many Requests";
            case 500 -> " Internal Server Error";
            case 501 -> " Not Implemented";
            case 502 -> " Bad Gateway";
            case 503 -> " Service Unavailable";
            case 504 -> " Gateway Timeout";
            default -> "";
        };
        return status + name;
    }
}
