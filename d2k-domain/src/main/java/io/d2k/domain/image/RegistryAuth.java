package io.d2k.domain.image;

/**
 * Credentials for a registry, from {@code X-Registry-Auth}.
 *
 * @param username empty where a token is given
 * @param password empty where a token is given
 * @param serverAddress the registry meant, may be empty
 * @param identityToken a refresh token, empty where a password is given
 */
public record RegistryAuth(String username, String password, String serverAddress, String identityToken) {
    /** Never shows the secrets. */
    @Override
    public String toString() {
        return "RegistryAuth[" + username + "@" + serverAddress + "]";
    }
}
