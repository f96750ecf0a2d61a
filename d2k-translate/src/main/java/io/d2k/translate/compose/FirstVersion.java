package io.d2k.translate.compose;

import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import io.d2k.translate.yaml.Value.Field;
import io.d2k.translate.yaml.Value.MergeTag;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Files of the first version of Compose, which have their services at the top. */
final class FirstVersion {
    private static final Set<String> LATER =
            Set.of("services", "include", "networks", "volumes", "secrets", "configs", "models");

    private FirstVersion() {}

    /** Returns the file with its services where later versions have them. */
    static Value.Mapping raised(Value.Mapping file, Problems problems) {
        boolean later = file.fields().keySet().stream().anyMatch(LATER::contains);
        Map<String, Field> services = new LinkedHashMap<>(file.fields());
        services.keySet().removeIf(key -> key.equals("version") || key.equals("name") || key.startsWith("x-"));
        boolean allServices = !services.isEmpty()
                && services.values().stream()
                        .allMatch(f -> f.value() instanceof Value.Mapping m
                                && (m.get("image").isPresent() || m.get("build").isPresent()));
        if (later || !allServices) {
            return file;
        }
        problems.warn(file.place() + ": the key services is missing; what is at the top is taken for services");
        return new Value.Mapping(
                file.place(),
                MergeTag.NONE,
                Map.of("services", new Field(file.place(), new Value.Mapping(file.place(), MergeTag.NONE, services))));
    }
}
