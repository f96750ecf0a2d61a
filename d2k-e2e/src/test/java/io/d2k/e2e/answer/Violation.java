package io.d2k.e2e.answer;

/**
 * A place where an answer is not what the description says.
 *
 * @param operation the operation, such as {@code GET /containers/{id}/json}
 * @param target what was asked
 * @param status what was answered
 * @param place the place in the body, a JSON pointer
 * @param what what is wrong there
 */
record Violation(String operation, String target, int status, String place, String what) {
    /** Returns what makes it the same as another one: all but the numbers in it, and what was asked. */
    String key() {
        return operation + " " + status + " " + place.replaceAll("/[0-9]+", "/*") + " "
                + what.replaceAll("/[0-9]+", "");
    }

    @Override
    public String toString() {
        return operation + " -> " + status + " " + place + ": " + what + " (" + target + ")";
    }
}
