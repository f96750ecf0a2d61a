package io.d2k.domain.system;

import java.util.List;

/**
 * What {@code /info} and {@code /version} tell.
 *
 * @param id stable UUID of this d2k
 * @param namespace the namespace that everything lives in
 * @param kubernetesVersion the API server's version
 * @param containers how many containers there are
 * @param running how many of them run
 * @param images how many images are known
 * @param nodes the nodes, empty where d2k may not see them
 */
public record InfoView(
        String id,
        String namespace,
        String kubernetesVersion,
        int containers,
        int running,
        int images,
        List<Node> nodes) {
    /** Copies the list. */
    public InfoView {
        nodes = List.copyOf(nodes);
    }
}
