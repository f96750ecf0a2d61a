package io.d2k.registry;

import java.time.Duration;

/**
 * A token of a token server.
 *
 * @param value what proves access
 * @param lifetime how long it does
 * @param refreshToken what gets further tokens, empty for none
 */
record Token(String value, Duration lifetime, String refreshToken) {
    private static final int SHORTEST_SECONDS = 60;
    private static final int LONGEST_SECONDS = 24 * 3600;

    /**
     * Parses a token server's answer.
     *
     * @throws RegistryFailure when there is no token in it
     */
    static Token parse(byte[] body) throws RegistryFailure {
        Json json = Json.parse(body, "token response");
        String value = json.has("access_token") ? json.text("access_token") : json.text("token");
        if (value.isEmpty()) {
            throw RegistryFailure.unreachable("authorization server did not include a token in the response");
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw RegistryFailure.unreachable("authorization server sent an invalid token");
        }
        // A minute is what the token protocol takes for granted where nothing, or less, is said.
        int seconds = Math.clamp(json.number("expires_in"), SHORTEST_SECONDS, LONGEST_SECONDS);
        return new Token(value, Duration.ofSeconds(seconds), json.text("refresh_token"));
    }

    /** Returns how long the token is worth using, a little less than it lasts. */
    Duration usable() {
        return lifetime.minusSeconds(SHORTEST_SECONDS / 6);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "Token[" + lifetime + "]";
    }
}
