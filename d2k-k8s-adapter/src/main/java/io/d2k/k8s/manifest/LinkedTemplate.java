package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan;
import io.d2k.k8s.client.ObjectCopy;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1HostAlias;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What pods know of the containers that they link: variables before all others, and host aliases behind all others. How
 * many there are is written down beside them, since each start has others.
 */
public final class LinkedTemplate {
    private LinkedTemplate() {}

    /** Returns the template with these links instead of those that it has; nothing where they are the same. */
    public static Optional<V1PodTemplateSpec> of(V1PodTemplateSpec template, PodPlan.AtStart settings) {
        Counts before = Counts.of(template);
        Counts after =
                new Counts(settings.linkVariables().size(), settings.links().size());
        if (before.equals(Counts.NONE) && after.equals(Counts.NONE)) {
            return Optional.empty(); // as it mostly is
        }
        List<V1EnvVar> env = orEmpty(main(template).getEnv());
        List<V1EnvVar> newEnv = Stream.concat(
                        PodSpecs.env(settings.linkVariables()).stream(),
                        env.stream().skip(before.variables()))
                .toList();
        List<V1HostAlias> hosts = orEmpty(template.getSpec().getHostAliases());
        List<V1HostAlias> newHosts = Stream.concat(
                        hosts.stream().limit(Math.max(0, hosts.size() - before.hosts())),
                        Resolvers.hostAliases(settings.links()).stream())
                .toList();
        if (before.equals(after) && env.equals(newEnv) && hosts.equals(newHosts)) {
            return Optional.empty();
        }
        V1PodTemplateSpec changed = ObjectCopy.of(template, V1PodTemplateSpec.class);
        main(changed).setEnv(orNull(newEnv));
        changed.getSpec().setHostAliases(orNull(newHosts));
        if (changed.getMetadata() == null) {
            changed.setMetadata(new V1ObjectMeta());
        }
        after.write(changed.getMetadata());
        return Optional.of(changed);
    }

    private static V1Container main(V1PodTemplateSpec template) {
        return template.getSpec().getContainers().stream()
                .filter(container -> Names.MAIN_CONTAINER.equals(container.getName()))
                .findFirst()
                .orElseThrow();
    }

    /** How many of the first variables, and of the last host aliases, are of links. */
    private record Counts(int variables, int hosts) {
        static final Counts NONE = new Counts(0, 0);

        static Counts of(V1PodTemplateSpec template) {
            return template.getMetadata() == null
                    ? NONE
                    : Keys.annotation(template.getMetadata(), Keys.LINKED)
                            .map(text -> text.split(" ", 2))
                            .map(parts -> new Counts(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])))
                            .orElse(NONE);
        }

        void write(V1ObjectMeta metadata) {
            if (!equals(NONE)) {
                metadata.putAnnotationsItem(Keys.LINKED, variables + " " + hosts);
            } else if (metadata.getAnnotations() != null) {
                metadata.getAnnotations().remove(Keys.LINKED);
            }
        }
    }

    private static <E> List<E> orEmpty(List<E> list) {
        return list == null ? List.of() : list;
    }

    private static <E> List<E> orNull(List<E> list) {
        return list.isEmpty() ? null : new ArrayList<>(list);
    }
}
