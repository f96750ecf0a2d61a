package io.d2k.domain.service.rule;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskPlan.NodeEnv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Placeholders such as {@code {{.Service.Name}}} in the spec of a service. What is the same for all tasks is filled in by
 * d2k, the node's name by Kubernetes; the rest is not known when Kubernetes makes a pod, and is refused.
 */
public final class TemplateRule {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern LABEL = Pattern.compile("index \\.Service\\.Labels \"([^\"]*)\"");
    private static final String NODE = ".Node.Hostname";

    private final String id;
    private final String name;
    private final Map<String, String> labels;

    /** Makes a rule for one service. */
    public TemplateRule(ServiceRecord service) {
        this(service.id(), service.name(), service.spec().labels());
    }

    /**
     * Makes a rule for one service.
     *
     * @param id its ID
     * @param name its name
     * @param labels its labels
     */
    public TemplateRule(String id, String name, Map<String, String> labels) {
        this.id = id;
        this.name = name;
        this.labels = Map.copyOf(labels);
    }

    /**
     * Fills in what may hold placeholders beside the environment: the host name, and the ends of mounts.
     *
     * @throws EngineException of kind {@code UNSUPPORTED} where a task would differ from the others
     */
    public ContainerSpec fill(ContainerSpec spec) {
        String hostname = fill("Hostname", spec.process().hostname());
        List<MountRequest> mounts = spec.storage().mounts().stream()
                .map(m -> m.between(fill("Mounts.Source", m.source()), fill("Mounts.Target", m.target())))
                .toList();
        return spec.with(spec.process().withHostname(hostname), spec.storage().withMounts(mounts));
    }

    /**
     * Fills in what is the same for all tasks.
     *
     * @param field where the text stands, for the error
     * @throws EngineException of kind {@code UNSUPPORTED} for anything else
     */
    public String fill(String field, String text) {
        List<String> parts = parts(field, text);
        if (parts.size() > 1) {
            throw unsupported(field, NODE);
        }
        return parts.getFirst();
    }

    /** Returns the variable with what is the same for all tasks filled in; nothing where the node's name is in it. */
    public Optional<EnvVar> plain(EnvVar env) {
        List<String> parts = parts("Env", env.value());
        return parts.size() == 1 ? Optional.of(new EnvVar(env.name(), parts.getFirst())) : Optional.empty();
    }

    /** Returns the variable where the node's name is in it. */
    public Optional<NodeEnv> ofNode(EnvVar env) {
        List<String> parts = parts("Env", env.value());
        return parts.size() > 1 ? Optional.of(new NodeEnv(env.name(), parts)) : Optional.empty();
    }

    private List<String> parts(String field, String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        Matcher found = PLACEHOLDER.matcher(text);
        int end = 0;
        while (found.find()) {
            part.append(text, end, found.start());
            end = found.end();
            String expression = found.group(1);
            if (expression.equals(NODE)) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(value(field, expression));
            }
        }
        parts.add(part.append(text.substring(end)).toString());
        return parts;
    }

    private String value(String field, String expression) {
        Matcher label = LABEL.matcher(expression);
        if (label.matches()) {
            return labels.getOrDefault(label.group(1), "");
        }
        return switch (expression) {
            case ".Service.Name" -> name;
            case ".Service.ID" -> id;
            case ".Node.Platform.OS" -> "linux";
            default -> throw unsupported(field, expression);
        };
    }

    private static EngineException unsupported(String field, String expression) {
        return EngineException.unsupported("the template {{" + expression + "}} in " + field
                + " is not available on Kubernetes, which knows no such thing when it makes a pod: use {{.Service.Name}},"
                + " {{.Service.ID}}, {{.Service.Labels}} or, in environment variables, {{.Node.Hostname}}");
    }
}
