package io.d2k.domain.service.rule;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPlan.NodeEnv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Placeholders such as {@code {{.Service.Name}}} in the spec of a service. What is the same for all tasks, and what is
 * known of the one task that a pod is made for, is filled in by d2k, the node's name by Kubernetes; the rest is refused.
 */
public final class TemplateRule {
    private static final Pattern LABEL = Pattern.compile("index \\.Service\\.Labels \"([^\"]*)\"");

    private static final Pattern LABEL_FIELD = Pattern.compile("\\.Service\\.Labels\\.(\\w+)");
    private static final int BEFORE_LABELS = ".Service".length();

    private final String id;
    private final String name;
    private final Map<String, String> labels;
    private final TaskFacts task;

    /**
     * Makes a rule for one task of a service.
     *
     * @param task what is known of it
     */
    public TemplateRule(ServiceRecord service, TaskFacts task) {
        this(service.id(), service.name(), service.spec().labels(), task);
    }

    /**
     * Makes a rule for one service.
     *
     * @param id its ID
     * @param name its name
     * @param labels its labels
     * @param task what is known of the task
     */
    public TemplateRule(String id, String name, Map<String, String> labels, TaskFacts task) {
        this.id = id;
        this.name = name;
        this.labels = Map.copyOf(labels);
        this.task = task;
    }

    /**
     * Fills in what may hold placeholders beside the environment: the host name, and the ends of mounts.
     *
     * @throws EngineException of kind {@code UNSUPPORTED} for what is not known
     */
    public ContainerSpec fill(ContainerSpec spec) {
        String hostname = fill("Hostname", "hostname failed", spec.process().hostname());
        List<MountRequest> mounts = spec.storage().mounts().stream()
                .map(m -> m.between(
                        fill("Mounts.Source", ofMount("source", m.source()), m.source()),
                        fill("Mounts.Target", ofMount("target", m.target()), m.target())))
                .toList();
        return spec.with(spec.process().withHostname(hostname), spec.storage().withMounts(mounts));
    }

    private static String ofMount(String end, String text) {
        return "mounts failed: expanding mount " + end + " " + quoted(text);
    }

    private static String ofVariable(String name, String value) {
        return "env failed: expanding env " + quoted(name + "=" + value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * Fills in what is the same for all tasks.
     *
     * @param field where the text stands, for the error
     * @param failing what fails where it is no template, in the words of a swarm
     * @throws EngineException of kind {@code UNSUPPORTED} for anything else
     */
    private String fill(String field, String failing, String text) {
        List<String> parts = parts(field, failing, text);
        if (parts.size() > 1) {
            throw unsupported(field, TaskFacts.NODE_HOSTNAME);
        }
        return parts.getFirst();
    }

    /** Fills in the environment, too, of a task whose node is known. */
    public ContainerSpec fillAll(ContainerSpec spec) {
        ContainerSpec filled = fill(spec);
        List<String> env = spec.process().env().stream()
                .map(e -> fill("Env", "env failed", e))
                .toList();
        return filled.with(filled.process().withEnv(env), filled.storage());
    }

    /** Returns the variable with what is the same for all tasks filled in; nothing where the node's name is in it. */
    public Optional<EnvVar> plain(EnvVar env) {
        List<String> parts = parts(env);
        return parts.size() == 1 ? Optional.of(new EnvVar(env.name(), parts.getFirst())) : Optional.empty();
    }

    /** Returns the variable where the node's name is in it. */
    public Optional<NodeEnv> ofNode(EnvVar env) {
        List<String> parts = parts(env);
        return parts.size() > 1 ? Optional.of(new NodeEnv(env.name(), parts)) : Optional.empty();
    }

    private List<String> parts(EnvVar env) {
        return parts("Env", ofVariable(env.name(), env.value()), env.value());
    }

    private List<String> parts(String field, String failing, String text) {
        TemplateFault.of(text).ifPresent(why -> {
            throw refused(failing, why);
        });
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        Matcher found = TaskFacts.PLACEHOLDER.matcher(text);
        int end = 0;
        while (found.find()) {
            part.append(text, end, found.start());
            end = found.end();
            String expression = found.group(1);
            if (expression.equals(TaskFacts.NODE_HOSTNAME)
                    && task.value(expression).isEmpty()) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                requireLabel(failing, text, found.start(1), expression);
                part.append(value(field, expression));
            }
        }
        parts.add(part.append(text.substring(end)).toString());
        return parts;
    }

    /** A label as a field has to be there; one that is looked up by {@code index} is empty otherwise. */
    private void requireLabel(String failing, String text, int at, String expression) {
        Matcher label = LABEL_FIELD.matcher(expression);
        if (label.matches() && !labels.containsKey(label.group(1))) {
            throw refused(
                    failing,
                    TemplateFault.executing(text, at + BEFORE_LABELS, expression) + "map has no entry for key \""
                            + label.group(1) + '"');
        }
    }

    private static EngineException refused(String failing, String why) {
        return EngineException.invalid("rpc error: code = InvalidArgument desc = expanding " + failing + ": " + why);
    }

    private String value(String field, String expression) {
        return known(expression).orElseThrow(() -> unsupported(field, expression));
    }

    /** Returns what stands for a placeholder; nothing where it is not known, or no placeholder. */
    Optional<String> known(String expression) {
        Matcher label = LABEL.matcher(expression);
        if (label.matches()) {
            return Optional.of(labels.getOrDefault(label.group(1), ""));
        }
        Matcher field = LABEL_FIELD.matcher(expression);
        if (field.matches()) {
            return Optional.ofNullable(labels.get(field.group(1)));
        }
        return switch (expression) {
            case ".Service.Name" -> Optional.of(name);
            case ".Service.ID" -> Optional.of(id);
            case ".Service.Labels" -> Optional.of(labels());
            case ".Node.Platform.OS" -> Optional.of("linux");
            default -> task.value(expression);
        };
    }

    /** A map as templates print it. */
    private String labels() {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(e -> e.getKey() + ":" + e.getValue())
                        .collect(Collectors.joining(" ", "map[", "]"));
    }

    private static EngineException unsupported(String field, String expression) {
        return EngineException.unsupported("the template {{" + expression + "}} in " + field
                + " is not available on Kubernetes, where it is not known when a pod is made: use {{.Service.Name}},"
                + " {{.Service.ID}}, {{.Service.Labels}}, {{.Task.Slot}}, {{.Task.ID}}, {{.Task.Name}},"
                + " {{.Node.Hostname}} or {{.Node.ID}}");
    }
}
