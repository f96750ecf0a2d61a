package io.d2k.domain.engine;

import io.d2k.domain.port.out.DependencyStore;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskPlan.FileMount;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyRule;
import io.d2k.domain.swarm.RpcError;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The secrets and configs that services ask for. */
final class ServiceFiles {
    private static final Pattern OWNER = Pattern.compile("[0-9]{1,10}");
    private static final String SECRETS = "/run/secrets/";

    private final DependencyStore secrets;
    private final DependencyStore configs;

    ServiceFiles(DependencyStore secrets, DependencyStore configs) {
        this.secrets = secrets;
        this.configs = configs;
    }

    /**
     * Returns the files of a service's tasks.
     *
     * @throws io.d2k.domain.error.EngineException for what does not exist, in Docker's words
     */
    List<FileMount> of(ServiceSpec spec) {
        return spec.task().files().stream().flatMap(f -> mount(f).stream()).toList();
    }

    /**
     * Looks for the files of a service.
     *
     * @throws io.d2k.domain.error.EngineException for what does not exist, in Docker's words
     */
    void requireAll(ServiceSpec spec) {
        spec.task().files().forEach(this::require);
    }

    private Dependency require(FileReference file) {
        return (file.secret() ? secrets : configs)
                .list().stream()
                        // a translated service names what is expected to be there, whose ID nobody could know
                        .filter(d -> file.id().isEmpty()
                                ? DependencyRule.sameName(d.name(), file.name())
                                : d.id().equals(file.id()))
                        .findFirst()
                        .orElseThrow(() -> RpcError.invalidArgument(kind(file) + " not found: " + file.name()));
    }

    private static String kind(FileReference file) {
        return file.secret() ? "secret" : "config";
    }

    private Optional<FileMount> mount(FileReference file) {
        Dependency found = require(file);
        if (file.target().isEmpty()) {
            return Optional.empty();
        }
        String path = file.target().startsWith("/") ? file.target() : (file.secret() ? SECRETS : "/") + file.target();
        return Optional.of(new FileMount(
                file.secret(),
                found.object(),
                Dependency.KEY,
                path,
                file.mode(),
                owner(file, file.uid()),
                owner(file, file.gid())));
    }

    private static long owner(FileReference file, String id) {
        if (id.isEmpty()) {
            return 0;
        }
        if (!OWNER.matcher(id).matches()) {
            throw RpcError.invalidArgument(
                    "the owner of " + kind(file) + " " + file.name() + " is no number: \"" + id + "\"");
        }
        return Long.parseLong(id);
    }
}
