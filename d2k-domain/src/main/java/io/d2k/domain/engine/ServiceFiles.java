package io.d2k.domain.engine;

import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.port.out.DependencyStore;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskFault;
import io.d2k.domain.service.TaskPlan.FileMount;
import io.d2k.domain.service.TaskPlan.FileSource;
import io.d2k.domain.service.rule.FileTemplateRule;
import io.d2k.domain.service.rule.TemplateRule;
import io.d2k.domain.swarm.Dependency;
import io.d2k.domain.swarm.DependencyRule;
import io.d2k.domain.swarm.RpcError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The secrets and configs that services ask for. */
final class ServiceFiles {
    private static final Pattern OWNER = Pattern.compile("[0-9]{1,10}");
    private static final String SECRETS = "/run/secrets/";
    private static final String GOLANG = "golang";
    /** What of a service's files may be in its pods, in bytes: their annotations have room for 256 KiB altogether. */
    private static final int LARGEST = 200_000;

    private final DependencyStore secrets;
    private final DependencyStore configs;

    ServiceFiles(DependencyStore secrets, DependencyStore configs) {
        this.secrets = secrets;
        this.configs = configs;
    }

    /**
     * Returns the files of a service's tasks.
     *
     * @param task what is known of the task, where they are for one
     * @throws EngineException for what does not exist, and what cannot be filled in, in Docker's words
     */
    List<FileMount> of(ServiceRecord service, TaskFacts task) {
        List<FileMount> mounts = service.spec().task().files().stream()
                .flatMap(f -> mount(f, service, task).stream())
                .toList();
        int size = 0;
        for (FileMount mount : mounts) {
            if (mount.source() instanceof FileSource.Written written) {
                size += written.text().getBytes(StandardCharsets.UTF_8).length;
            }
        }
        if (size > LARGEST) {
            throw EngineException.unsupported(
                    "the configs of service " + service.name() + " whose templates are filled in are too large: " + size
                            + " bytes, of which a pod takes " + LARGEST);
        }
        return mounts;
    }

    /**
     * Returns why the files of a service cannot be made; nothing where they can. One that has gone is a matter of the tasks
     * alone: a service may go back to what names it.
     *
     * @throws EngineException for what only d2k cannot make
     */
    Optional<TaskFault> fault(ServiceRecord service, TaskFacts task) {
        for (FileReference file : service.spec().task().files()) {
            Optional<Dependency> found = find(file);
            if (found.isEmpty()) {
                return Optional.of(
                        TaskFault.unstartable("unable to get " + kind(file) + " from " + kind(file) + " store: "
                                + kind(file) + " " + (file.id().isEmpty() ? file.name() : file.id()) + " not found"));
            }
            if (file.target().isEmpty()) {
                continue;
            }
            try {
                source(file, found.get(), service, task);
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.INVALID) {
                    throw e;
                }
                return Optional.of(TaskFault.unstartable(
                        "unable to get config from config store: failed to expand templated config "
                                + found.get().id() + ": "
                                + e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /**
     * Looks for the files of a service.
     *
     * @throws io.d2k.domain.error.EngineException for what does not exist, in Docker's words
     */
    void requireAll(ServiceSpec spec) {
        for (boolean secret : List.of(true, false)) {
            List<String> missing = spec.task().files().stream()
                    .filter(f -> f.secret() == secret && find(f).isEmpty())
                    .map(FileReference::name)
                    .toList();
            if (!missing.isEmpty()) {
                throw RpcError.invalidArgument((secret ? "secret" : "config") + (missing.size() > 1 ? "s" : "")
                        + " not found: " + String.join(", ", missing));
            }
        }
    }

    private Dependency require(FileReference file) {
        return find(file).orElseThrow(() -> RpcError.invalidArgument(kind(file) + " not found: " + file.name()));
    }

    private Optional<Dependency> find(FileReference file) {
        return (file.secret() ? secrets : configs)
                .list().stream()
                        // a translated service names what is expected to be there, whose ID nobody could know
                        .filter(d -> file.id().isEmpty()
                                ? DependencyRule.sameName(d.name(), file.name())
                                : d.id().equals(file.id()) && d.name().equals(file.name()))
                        .findFirst();
    }

    private static String kind(FileReference file) {
        return file.secret() ? "secret" : "config";
    }

    private Optional<FileMount> mount(FileReference file, ServiceRecord service, TaskFacts task) {
        Dependency found = require(file);
        if (file.target().isEmpty()) {
            return Optional.empty();
        }
        String path = file.target().startsWith("/") ? file.target() : (file.secret() ? SECRETS : "/") + file.target();
        return Optional.of(new FileMount(
                source(file, found, service, task),
                path,
                file.mode(),
                owner(file, file.uid()),
                owner(file, file.gid())));
    }

    private FileSource source(FileReference file, Dependency found, ServiceRecord service, TaskFacts task) {
        if (found.templating().isEmpty()) {
            return new FileSource.Held(file.secret(), found.object(), Dependency.KEY);
        }
        if (!found.templating().get().equals(GOLANG)) {
            throw EngineException.invalid("unrecognized template type");
        }
        var templates = new TemplateRule(service, task);
        Map<String, Optional<String>> env = new HashMap<>();
        for (String entry : service.spec().task().container().process().env()) {
            int end = entry.indexOf('=');
            if (end > 0) {
                var variable = new EnvVar(entry.substring(0, end), entry.substring(end + 1));
                env.put(variable.name(), templates.plain(variable).map(EnvVar::value));
            }
        }
        var rule = new FileTemplateRule(templates, env, target -> config(service, target));
        return new FileSource.Written(rule.fill(found.name(), text(found)));
    }

    private Optional<String> config(ServiceRecord service, String target) {
        return service.spec().task().files().stream()
                .filter(f -> !f.secret() && f.target().equals(target))
                .findFirst()
                .map(this::require)
                .map(ServiceFiles::text);
    }

    private static String text(Dependency config) {
        byte[] bytes = Base64.getDecoder().decode(config.data());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new EngineException(
                    ErrorKind.UNSUPPORTED, "templates in config " + config.name() + " need a content in UTF-8", e);
        }
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
