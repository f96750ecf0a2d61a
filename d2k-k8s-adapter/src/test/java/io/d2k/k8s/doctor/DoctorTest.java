package io.d2k.k8s.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.d2k.k8s.client.KubernetesClients;
import io.d2k.k8s.client.StandIn;
import io.d2k.k8s.client.StatusException;
import io.d2k.k8s.doctor.Finding.Level;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final String VERSION = "{'gitVersion':'v1.31.2','major':'1','minor':'31+'}";

    private final Map<String, String> answers = new TreeMap<>(Map.of(
            "/version", VERSION,
            "/api/v1/namespaces/ns", "{'metadata':{'labels':{}}}",
            "/apis/metrics.k8s.io/v1beta1", "{}",
            "/apis/storage.k8s.io/v1/storageclasses",
                    "{'items':[{'metadata':{'name':'std','annotations':"
                            + "{'storageclass.kubernetes.io/is-default-class':'true'}},'provisioner':'p'},"
                            + "{'metadata':{'name':'nfs'},'provisioner':'nfs.csi.k8s.io','parameters':{'server':'10.0.0.4'}}]}",
            "/api/v1/services",
                    "{'items':[{'spec':{'type':'LoadBalancer'},'status':{'loadBalancer':{'ingress':[{}]}}}]}",
            "/api/v1/namespaces/ns/resourcequotas", "{'items':[]}",
            "/api/v1/namespaces/kube-system/configmaps/coredns",
                    "{'data':{'Corefile':'.:53 {\\n  kubernetes cluster.local in-addr.arpa {\\n}'}}"));

    private Map<String, Finding> examine(Set<String> denied) {
        StandIn server = (method, path, body) -> {
            if (method.equals("POST")) {
                return review(body.orElseThrow(), denied);
            }
            String answer = answers.get(path);
            if (answer == null) {
                throw new StatusException(403, "Forbidden", path + " is forbidden", -1);
            }
            return JsonParser.parseString(answer.replace('\'', '"')).getAsJsonObject();
        };
        try (KubernetesClients clients = KubernetesClients.without(server, "ns")) {
            Map<String, Finding> findings = new TreeMap<>();
            new Doctor(clients, "cluster.local", true, true).examine().forEach(f -> findings.put(f.check(), f));
            return findings;
        }
    }

    private static JsonObject review(JsonObject body, Set<String> denied) {
        JsonObject asked = body.getAsJsonObject("spec").getAsJsonObject("resourceAttributes");
        String below = asked.get("subresource").getAsString();
        String what = asked.get("verb").getAsString() + " "
                + asked.get("resource").getAsString() + (below.isEmpty() ? "" : "/" + below);
        assertEquals(
                !Set.of("nodes", "storageclasses")
                        .contains(asked.get("resource").getAsString()),
                Optional.ofNullable(asked.get("namespace")).isPresent(),
                what);
        var status = new JsonObject();
        status.addProperty("allowed", !denied.contains(what));
        var answer = new JsonObject();
        answer.add("status", status);
        return answer;
    }

    @Test
    void allIsWell() {
        Map<String, Finding> findings = examine(Set.of());

        assertEquals(
                List.of(),
                findings.values().stream().filter(f -> f.level() != Level.OK).toList());
        assertEquals("servers 10.0.0.4", findings.get("NFS").text());
        assertEquals("default std (p)", findings.get("storage").text());
    }

    @Test
    void aMissingPermissionIsToldWithWhatFollows() {
        Map<String, Finding> findings =
                examine(Set.of("create pods/exec", "patch deployments", "list pods", "patch pods/resize"));

        assertEquals(
                "missing: create pods/exec: docker exec, cp, top and signals fail",
                findings.get("permissions: exec").text());
        assertEquals(Level.WARN, findings.get("permissions: exec").level());
        assertEquals(
                "missing: list pods, patch deployments.apps: no container can be run",
                findings.get("permissions: containers").text());
        assertEquals(
                "missing: patch pods/resize: docker update changes limits from the next start on"
                        + " (before Kubernetes 1.33 it does so anyway)",
                findings.get("permissions: limits").text());
        assertFalse(Finding.usable(List.copyOf(findings.values())));
        assertTrue(Finding.usable(List.copyOf(examine(Set.of("get nodes/proxy")).values())));
    }

    @Test
    void whatIsMissingIsTold() {
        answers.put("/version", "{'gitVersion':'v1.20.2','major':'1','minor':'20'}");
        answers.put("/apis/storage.k8s.io/v1/storageclasses", "{'items':[]}");
        answers.put("/api/v1/services", "{'items':[{'spec':{'type':'LoadBalancer'},'status':{}}]}");
        answers.put(
                "/api/v1/namespaces/ns", "{'metadata':{'labels':{'pod-security.kubernetes.io/enforce':'restricted'}}}");
        answers.put(
                "/api/v1/namespaces/ns/resourcequotas",
                "{'items':[{'metadata':{'name':'q'},'status':{'hard':{'pods':'2'},'used':{'pods':'2'}}}]}");
        answers.put(
                "/api/v1/namespaces/kube-system/configmaps/coredns",
                "{'data':{'Corefile':'kubernetes corp.example in-addr.arpa'}}");
        answers.remove("/apis/metrics.k8s.io/v1beta1");

        Map<String, Finding> findings = examine(Set.of());

        for (String check :
                List.of("metrics", "storage", "load balancer", "pod security", "quota", "streams", "DNS domain")) {
            assertEquals(Level.WARN, findings.get(check).level(), findings.get(check)::text);
        }
        assertEquals("q: pods 2 of 2", findings.get("quota").text());
        assertTrue(findings.get("DNS domain").text().contains("set --cluster-domain corp.example"));
        assertTrue(findings.get("streams").text().startsWith("v4"));
    }

    @Test
    void aServerThatCannotBeReachedIsAllThatIsFound() {
        try (KubernetesClients clients = KubernetesClients.without(
                (method, path, body) -> {
                    throw new IOException("connection refused");
                },
                "ns")) {
            List<Finding> findings = new Doctor(clients, "cluster.local", true, true).examine();
            assertEquals(1, findings.size());
            assertEquals(Level.FAIL, findings.getFirst().level());
            assertTrue(findings.getFirst().text().contains("connection refused"));
        }
    }
}
