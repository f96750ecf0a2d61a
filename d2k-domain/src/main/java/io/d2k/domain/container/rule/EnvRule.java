package io.d2k.domain.container.rule;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.error.EngineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code --env} entries to variables. Later entries of one name win, as in Docker. */
public final class EnvRule {
    private EnvRule() {}

    /**
     * Translates.
     *
     * @param entries {@code NAME=value}, or {@code NAME} to drop the image's variable
     * @param imageEnv the image's entries, where known
     * @throws EngineException for an entry without a name, in Docker's words
     */
    public static List<EnvVar> translate(List<String> entries, List<String> imageEnv, Warnings warnings) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String entry : entries) {
            int eq = entry.indexOf('=');
            String name = eq < 0 ? entry : entry.substring(0, eq);
            if (name.isEmpty()) {
                throw EngineException.invalid("invalid environment variable: " + entry);
            }
            if (eq >= 0) {
                values.put(name, entry.substring(eq + 1));
            } else {
                values.remove(name);
                if (imageEnv.stream().anyMatch(e -> e.startsWith(name + "="))) {
                    warnings.add("Kubernetes cannot remove the image's environment variable " + name + ".");
                }
            }
        }
        List<EnvVar> vars = new ArrayList<>();
        values.forEach((k, v) -> vars.add(new EnvVar(k, v)));
        return vars;
    }
}
