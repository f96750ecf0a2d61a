package io.d2k.domain.service.rule;

import io.d2k.domain.error.EngineException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Placeholders in the content of a config, such as {@code {{env "PORT"}}}: those of {@link TemplateRule}, and the functions
 * that swarmkit has for contents ({@code template/context.go}, {@code PayloadContext}). The language around them (conditions,
 * loops, pipelines) is not d2k's to speak, and refused.
 */
public final class FileTemplateRule {
    private static final Set<String> FUNCTIONS = Set.of("env", "config", "secret");
    private static final Pattern ACTION = Pattern.compile("\\{\\{(-\\s)?\\s*(.*?)\\s*(\\s-)?}}", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("(env|config|secret)\\s+(?:\"([^\"\\\\]*)\"|`([^`]*)`)");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*\\*/", Pattern.DOTALL);

    private final TemplateRule templates;
    private final Map<String, Optional<String>> env;
    private final Function<String, Optional<String>> configs;

    /**
     * Makes a rule for the files of one service, or one of its tasks.
     *
     * @param env the variables of the service; nothing for one that only Kubernetes fills in
     * @param configs the contents of its configs by the targets of their files
     */
    public FileTemplateRule(
            TemplateRule templates, Map<String, Optional<String>> env, Function<String, Optional<String>> configs) {
        this.templates = templates;
        this.env = Map.copyOf(env);
        this.configs = configs;
    }

    /**
     * Fills in a content.
     *
     * @param name the config's name, for errors
     * @throws EngineException of kind {@code INVALID} for what is no template, in Go's words, and of kind {@code UNSUPPORTED}
     *     for what is not known, or not done
     */
    public String fill(String name, String text) {
        TemplateFault.of(text, FUNCTIONS, "PayloadContext").ifPresent(why -> {
            throw EngineException.invalid(why);
        });
        StringBuilder filled = new StringBuilder();
        Matcher action = ACTION.matcher(text);
        int end = 0;
        boolean trim = false;
        while (action.find()) {
            String before = text.substring(end, action.start());
            before = trim ? before.stripLeading() : before;
            filled.append(action.group(1) == null ? before : before.stripTrailing());
            filled.append(value(name, text, action.group(2), action.start(2)));
            trim = action.group(3) != null;
            end = action.end();
        }
        String rest = text.substring(end);
        return filled.append(trim ? rest.stripLeading() : rest).toString();
    }

    private String value(String name, String text, String expression, int position) {
        Matcher call = CALL.matcher(expression);
        if (call.matches()) {
            String argument = call.group(2) == null ? call.group(3) : call.group(2);
            return switch (call.group(1)) {
                case "env" ->
                    env.getOrDefault(argument, Optional.of(""))
                            .orElseThrow(
                                    () -> unsupported(name, expression, "its value is not known before its node is"));
                case "config" ->
                    configs.apply(argument)
                            .orElseThrow(
                                    () -> EngineException.invalid(TemplateFault.executing(text, position, expression)
                                            + "error calling config: config target " + argument + " not found"));
                default -> throw unsupported(name, expression, "the secret would be readable in the pod");
            };
        }
        if (COMMENT.matcher(expression).matches()) {
            return "";
        }
        return templates
                .known(expression)
                .orElseThrow(() -> unsupported(
                        name,
                        expression,
                        "use {{env \"NAME\"}}, {{config \"TARGET\"}}, {{.Service.Name}}, {{.Service.ID}} or"
                                + " {{.Service.Labels}}"));
    }

    private static EngineException unsupported(String name, String expression, String why) {
        return EngineException.unsupported(
                "the template {{" + expression + "}} in config " + name + " is not available on Kubernetes: " + why);
    }
}
