package io.d2k.registry;

import io.d2k.domain.image.ImageReference;
import java.net.URI;
import java.util.Optional;

/** One repository on one server, for the time of one lookup. */
final class Repository {
    private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;
    private static final int LARGEST_CONFIG = 8 * 1024 * 1024;
    private static final int LARGEST_REFUSAL = 64 * 1024;

    private final Authorizer authorizer;
    private final Endpoint endpoint;
    private final ImageReference reference;
    private final Credentials credentials;
    private final Deadline deadline;

    /**
     * Names the repository.
     *
     * @param reference whose repository is meant; also what messages name
     */
    Repository(
            Authorizer authorizer,
            Endpoint endpoint,
            ImageReference reference,
            Credentials credentials,
            Deadline deadline) {
        this.authorizer = authorizer;
        this.endpoint = endpoint;
        this.reference = reference;
        this.credentials = credentials;
        this.deadline = deadline;
    }

    /**
     * A manifest as it came.
     *
     * @param digest its digest, checked
     * @param mediaType media type that it was sent by, may be empty
     * @param body the bytes
     */
    record Document(Digest digest, String mediaType, byte[] body) {}

    /**
     * Asks which digest a tag stands for, without getting the manifest.
     *
     * @return nothing when the registry does not tell
     * @throws RegistryFailure when there is no answer in time
     */
    Optional<String> digestOf(String tag) throws RegistryFailure {
        Answer answer = send(Query.of("HEAD", manifestUri(tag), Manifest.ACCEPT, LARGEST_MANIFEST));
        return answer.status() == 200
                ? Optional.of(answer.header("Docker-Content-Digest")).filter(d -> !d.isEmpty())
                : Optional.empty();
    }

    /**
     * Gets a manifest.
     *
     * @param selector a tag or a digest
     * @throws RegistryFailure when there is none, or another than its digest says
     */
    Document manifest(String selector) throws RegistryFailure {
        Optional<Digest> wanted = selector.contains(":") ? Optional.of(Digest.parse(selector)) : Optional.empty();
        Answer answer = send(Query.of("GET", manifestUri(selector), Manifest.ACCEPT, LARGEST_MANIFEST));
        if (answer.status() != 200) {
            throw Refusal.of(reference, answer);
        }
        String told = answer.header("Docker-Content-Digest");
        Digest digest =
                wanted.isPresent() ? wanted.get() : told.isEmpty() ? Digest.sha256(answer.body()) : Digest.parse(told);
        digest.verify(answer.body(), "manifest");
        return new Document(digest, answer.header("Content-Type"), answer.body());
    }

    /**
     * Gets a page of the list of tags.
     *
     * @param query what a page before has told, empty for the first one
     * @throws RegistryFailure when there is no such repository
     */
    Answer tags(String query) throws RegistryFailure {
        URI uri = endpoint.at("/v2/" + reference.path() + "/tags/list" + query);
        Answer answer = send(Query.of("GET", uri, "", LARGEST_MANIFEST));
        if (answer.status() != 200) {
            throw Refusal.of(reference, answer);
        }
        return answer;
    }

    /**
     * Gets the configuration of an image.
     *
     * @throws RegistryFailure when there is none, or another than its digest says
     */
    byte[] config(Descriptor config) throws RegistryFailure {
        try {
            if (config.size() > LARGEST_CONFIG) {
                throw RegistryFailure.unreachable("more than " + LARGEST_CONFIG + " bytes");
            }
            Answer answer = send(Query.of("GET", blobUri(config), "", LARGEST_CONFIG));
            if (answer.status() != 200) {
                throw RegistryFailure.unreachable(Refusal.of(reference, answer).getMessage());
            }
            config.digest().verify(answer.body(), "image config");
            return answer.body();
        } catch (RegistryFailure e) {
            // There is such an image, but its registry does not hold what belongs to it.
            throw RegistryFailure.unreachable("error pulling image configuration: " + e.getMessage());
        }
    }

    /**
     * Has a layer read, as much of it as the reader wants.
     *
     * @throws RegistryFailure when there is none, or it cannot be read in time
     */
    void layer(Descriptor layer, Transport.BodyReader reader) throws RegistryFailure {
        Query query = Query.of("GET", blobUri(layer), "", LARGEST_REFUSAL);
        Answer answer = authorizer.receive(query, endpoint, scope(), credentials, deadline, reader);
        if (answer.status() != 200) {
            throw RegistryFailure.unreachable(Refusal.of(reference, answer).getMessage());
        }
    }

    private URI blobUri(Descriptor blob) {
        return endpoint.at("/v2/" + reference.path() + "/blobs/" + blob.digest());
    }

    private URI manifestUri(String selector) {
        return endpoint.at("/v2/" + reference.path() + "/manifests/" + selector);
    }

    private Answer send(Query query) throws RegistryFailure {
        return authorizer.send(query, endpoint, scope(), credentials, deadline);
    }

    private String scope() {
        return "repository:" + reference.path() + ":pull";
    }
}
