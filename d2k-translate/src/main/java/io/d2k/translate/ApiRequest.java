package io.d2k.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a client would send to a Docker Engine. */
public sealed interface ApiRequest {
    /** Returns whom it is for, in the words of the input: {@code service "web"}. */
    String subject();

    /** Returns its body. */
    ObjectNode body();

    /**
     * {@code POST /networks/create}.
     *
     * @param body the request
     * @param external whether it is there already, and only its name is needed
     */
    record CreateNetwork(String subject, ObjectNode body, boolean external) implements ApiRequest {}

    /**
     * {@code POST /volumes/create}.
     *
     * @param body the request
     * @param external whether it is there already, and only its name is needed
     */
    record CreateVolume(String subject, ObjectNode body, boolean external) implements ApiRequest {}

    /**
     * {@code POST /containers/create}, files that are put into the new container, and its start.
     *
     * @param name the name asked for
     * @param platform such as {@code linux/arm64}, empty for the cluster's
     * @param body the request
     * @param files files that the client puts into the container before its start
     * @param start whether it is started
     */
    record CreateContainer(
            String subject, String name, String platform, ObjectNode body, List<Upload> files, boolean start)
            implements ApiRequest {
        /** Copies the list. */
        public CreateContainer {
            files = List.copyOf(files);
        }
    }

    /**
     * {@code POST /secrets/create}.
     *
     * @param body the request
     * @param external whether it is there already, and only its name is needed
     */
    record CreateSecret(String subject, ObjectNode body, boolean external) implements ApiRequest {}

    /**
     * {@code POST /configs/create}.
     *
     * @param body the request
     * @param external whether it is there already, and only its name is needed
     */
    record CreateConfig(String subject, ObjectNode body, boolean external) implements ApiRequest {}

    /**
     * {@code POST /services/create} of a swarm.
     *
     * @param body the request; secrets and configs are named, whose IDs a client asks for before it sends it
     */
    record CreateService(String subject, ObjectNode body) implements ApiRequest {}

    /**
     * A file for a container.
     *
     * @param target its absolute path
     * @param content what is in it
     * @param mode its permission bits
     * @param uid its owner
     * @param gid its group
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Upload(String target, byte[] content, int mode, int uid, int gid) {}
}
