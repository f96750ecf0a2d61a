package io.d2k.k8s.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a node's kubelet writes into the resolvers of its pods; reading it takes the permission {@code nodes/proxy}. */
public final class KubeletDns {
    private KubeletDns() {}

    /**
     * Asks a kubelet for the addresses of the cluster's DNS, by one request.
     *
     * @return in the kubelet's order; empty where it has none
     */
    public static List<String> read(KubernetesClients clients, String node) throws IOException {
        JsonObject answer = new Requests(clients)
                .send("GET", "/api/v1/nodes/" + node + "/proxy/configz", List.of(), Optional.empty(), JsonObject.class);
        List<String> servers = new ArrayList<>();
        if (answer.get("kubeletconfig") instanceof JsonObject config
                && config.get("clusterDNS") instanceof JsonArray addresses) {
            addresses.forEach(address -> servers.add(address.getAsString()));
        }
        return servers;
    }
}
