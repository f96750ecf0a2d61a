package io.d2k.translate.compose;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code docker stack deploy} would send: networks, secrets, configs, and the active services of a swarm. */
public final class StackRequests {
    private static final String OVERLAY = "overlay";

    private StackRequests() {}

    /**
     * Loads Compose files and returns their requests, in the order in which they are sent. The name of the project is that
     * of the stack.
     *
     * @param problems told of what is wrong or not carried over; a service with an error has no request
     * @throws InputException when the files as a whole cannot be used
     */
    public static List<ApiRequest> of(ComposeInput input, Problems problems) {
        ActiveServices services = ActiveServices.load(input, problems);
        Project project = services.project();
        Map<String, String> mark = Map.of(Labels.STACK, project.name());
        Networks networks = new Networks(project, services.root(), problems, Optional.of(OVERLAY), key -> mark);
        StackFiles secrets = new StackFiles(project, services.root(), StackFiles.Kind.SECRETS, problems);
        StackFiles configs = new StackFiles(project, services.root(), StackFiles.Kind.CONFIGS, problems);
        StackMounts mounts = new StackMounts(project, services.root(), problems);
        List<ApiRequest> made = new ArrayList<>();
        for (String name : services.active().keySet()) {
            made.addAll(services.separately(
                    name,
                    fields -> List.of(
                            new StackService(project, name, fields, networks, secrets, configs, mounts).request())));
        }
        List<ApiRequest> requests = new ArrayList<>(networks.requests());
        requests.addAll(mounts.requests());
        requests.addAll(secrets.requests());
        requests.addAll(configs.requests());
        requests.addAll(made);
        return requests;
    }

    /** Writes labels, and the one by which the stack finds what is its own. */
    static void labels(Project project, Map<String, String> own, ObjectNode target) {
        Map<String, String> all = new TreeMap<>(own);
        all.put(Labels.STACK, project.name());
        ObjectNode labels = target.putObject("Labels");
        all.forEach(labels::put);
    }
}
