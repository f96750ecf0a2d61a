package io.d2k.domain.image;

/** What a registry answered when it was asked whether credentials are good. */
public sealed interface LoginResult {
    /**
     * The credentials are good, or the registry asks for none.
     *
     * @param identityToken a refresh token to use instead of the password, empty when the registry gives none
     */
    record Ok(String identityToken) implements LoginResult {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "Ok";
        }
    }

    /**
     * The credentials are not good.
     *
     * @param message Docker's words
     * @param byTokenServer whether the registry's token server said so, which Docker tells as 401; else the registry
     *     itself did, which it tells as 500
     */
    record Refused(String message, boolean byTokenServer) implements LoginResult {
        /** Refused by the registry itself. */
        public Refused(String message) {
            this(message, false);
        }
    }

    /**
     * The registry did not answer in time, or answered nonsense.
     *
     * @param message what happened
     */
    record Unreachable(String message) implements LoginResult {}

    /**
     * The address names no registry.
     *
     * @param message Docker's words
     */
    record NoAddress(String message) implements LoginResult {}
}
