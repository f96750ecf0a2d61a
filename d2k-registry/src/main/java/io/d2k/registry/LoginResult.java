package io.d2k.registry;

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
     */
    record Refused(String message) implements LoginResult {}

    /**
     * The registry did not answer in time, or answered nonsense.
     *
     * @param message what happened
     */
    record Unreachable(String message) implements LoginResult {}
}
