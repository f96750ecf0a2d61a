package io.d2k.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.docker.json.DependencyCodec;
import io.d2k.docker.json.ServiceDecoder;
import io.d2k.domain.Filters;
import io.d2k.domain.container.Created;
import io.d2k.domain.engine.SwarmEngine;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.Dependencies;
import io.d2k.domain.port.in.Networks;
import io.d2k.domain.port.in.Services;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.WorkloadType;
import io.d2k.domain.swarm.Dependency;
import io.d2k.k8s.cluster.StaticNames;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Requests of a swarm in a dry run. */
final class DryRunSwarm {
    /** What is there already has content, which nobody reads here. */
    private static final String UNKNOWN =
            Base64.getEncoder().encodeToString("unknown".getBytes(StandardCharsets.UTF_8));

    private final SwarmEngine swarm;
    private final Services services;
    private final Networks networks;
    private final StaticNames names;
    private final Problems problems;

    DryRunSwarm(SwarmEngine swarm, Services services, Networks networks, StaticNames names, Problems problems) {
        this.swarm = swarm;
        this.services = services;
        this.networks = networks;
        this.names = names;
        this.problems = problems;
    }

    /**
     * Makes a secret and returns its ID.
     *
     * @param known whether it is there already
     */
    String secret(ObjectNode body, boolean known) {
        return dependency(swarm.secrets(), body, known);
    }

    /**
     * Makes a config and returns its ID.
     *
     * @param known whether it is there already
     */
    String config(ObjectNode body, boolean known) {
        return dependency(swarm.configs(), body, known);
    }

    private static String dependency(Dependencies all, ObjectNode body, boolean known) {
        ObjectNode sent = known ? body.deepCopy().put("Data", UNKNOWN) : body;
        return all.create(DependencyCodec.of(all.kind()).decode(DryRun.bytes(sent)));
    }

    /** Makes a service, after looking up the IDs of what it names, as a client does. */
    void service(ApiRequest.CreateService request) {
        ObjectNode body = request.body().deepCopy();
        JsonNode container = body.path("TaskTemplate").path("ContainerSpec");
        container.path("Secrets").forEach(r -> identify((ObjectNode) r, "Secret", swarm.secrets()));
        container.path("Configs").forEach(r -> identify((ObjectNode) r, "Config", swarm.configs()));
        Created created = services.create(ServiceDecoder.decode(DryRun.bytes(body), networks), Optional.empty());
        created.warnings().forEach(w -> problems.warn(request.subject() + ": " + w));
        ServiceRecord record = services.inspect(created.id()).record();
        names.publish(record);
        judge(request.subject(), record);
    }

    private static void identify(ObjectNode reference, String word, Dependencies all) {
        String name = reference.path(word + "Name").asText();
        if (reference.path(word + "ID").asText().isEmpty()) {
            Dependency found = all.list(Filters.NONE).stream()
                    .filter(d -> d.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> EngineException.notFound(all.kind().word() + " not found: " + name));
            reference.put(word + "ID", found.id());
        }
    }

    /** Says what of a service does nothing where no d2k serves the namespace. */
    private void judge(String subject, ServiceRecord record) {
        if (record.workload() != WorkloadType.PODS) {
            return;
        }
        boolean nodes = record.spec().mode().global() || TaskFacts.ofNodes(record.spec());
        problems.warn(subject
                + (nodes
                        ? ": d2k makes its tasks for nodes that it has to see, and none is printed: they run once d2k serves"
                                + " the namespace"
                        : ": d2k makes its tasks, and those of now are printed: what follows an end is made once d2k"
                                + " serves the namespace"));
    }
}
