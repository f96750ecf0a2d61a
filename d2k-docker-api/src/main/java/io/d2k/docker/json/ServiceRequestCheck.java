package io.d2k.docker.json;

import io.d2k.domain.container.rule.PropagationRule;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.service.rule.ServiceChecks;
import io.d2k.domain.swarm.RpcError;
import java.util.List;
import java.util.Locale;

/**
 * What a swarm manager refuses of a request for a service, as far as the request alone shows it: what is left out and what
 * is empty are one once it has been read.
 */
final class ServiceRequestCheck {
    private static final List<String> CREDENTIALS = List.of("Config", "File", "Registry");

    private ServiceRequestCheck() {}

    /**
     * Checks.
     *
     * @throws EngineException in Docker's words
     */
    static void check(Fields service) {
        Fields task = service.object("TaskTemplate");
        Fields mode = service.object("Mode");
        for (Fields mount : task.object("ContainerSpec").objects("Mounts")) {
            if (!ServiceDefaults.MOUNTS.contains(mount.text("Type"))) {
                throw EngineException.invalid("invalid MountType: \"" + mount.text("Type") + "\"");
            }
            String propagation = mount.object("BindOptions").text("Propagation");
            if (!propagation.isEmpty() && !PropagationRule.known(propagation)) {
                throw EngineException.invalid("invalid MountPropagation: \"" + propagation + "\"");
            }
        }
        ServiceChecks.cpus(task.object("Resources").object("Reservations").number("NanoCPUs"));
        for (Fields config : task.object("ContainerSpec").objects("Configs")) {
            if (!config.isSet("File") && !config.isSet("Runtime")) {
                throw EngineException.invalid("invalid Config: either File or Runtime should be set");
            }
            if (config.isSet("File") && config.isSet("Runtime")) {
                throw EngineException.invalid("invalid Config: cannot specify both File and Runtime");
            }
        }
        credentials(task.object("ContainerSpec").object("Privileges"));
        references(task.object("ContainerSpec"), "secret", "Secret");
        references(task.object("ContainerSpec"), "config", "Config");
        boolean job = mode.isSet("ReplicatedJob") || mode.isSet("GlobalJob");
        if (job && service.isSet("UpdateConfig")) {
            throw RpcError.invalidArgument("Jobs may not have an update config");
        }
    }

    private static void credentials(Fields privileges) {
        if (!privileges.isSet("CredentialSpec")) {
            return;
        }
        Fields credentials = privileges.object("CredentialSpec");
        List<String> named = CREDENTIALS.stream()
                .filter(source -> !credentials.text(source).isEmpty())
                .map(source -> '"' + source.toLowerCase(Locale.ROOT) + '"')
                .toList();
        if (named.isEmpty()) {
            throw EngineException.invalid("invalid CredentialSpec: must either provide \"file\", \"registry\", or"
                    + " \"config\" for credential spec");
        }
        if (named.size() > 1) {
            throw EngineException.invalid("invalid CredentialSpec: cannot specify both " + named.get(0) + " and "
                    + named.get(1) + " credential specs");
        }
    }

    private static void references(Fields container, String kind, String word) {
        for (Fields reference : container.objects(word + "s")) {
            if (reference.text(word + "ID").isEmpty()
                    || reference.text(word + "Name").isEmpty()) {
                throw RpcError.invalidArgument("malformed " + kind + " reference");
            }
            if (!reference.isSet("File") && !reference.isSet("Runtime")) {
                throw RpcError.invalidArgument("malformed " + kind + " reference, no target provided");
            }
            if (reference.isSet("File") && reference.object("File").text("Name").isEmpty()) {
                throw RpcError.invalidArgument(
                        "malformed file " + kind + " reference, invalid target file name provided");
            }
        }
    }
}
