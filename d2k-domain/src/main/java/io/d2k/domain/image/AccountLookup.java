package io.d2k.domain.image;

/** What is found out about the names of users and groups in an image. */
public sealed interface AccountLookup {
    /** The image's files were read. */
    record Found(Accounts accounts) implements AccountLookup {}

    /**
     * The image's files could not be read.
     *
     * @param reason why, as a clause for the user
     */
    record Unknown(String reason) implements AccountLookup {}
}
