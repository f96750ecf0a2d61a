package io.d2k.k8s.manifest;

import io.d2k.k8s.client.ObjectCopy;
import io.kubernetes.client.openapi.models.V1ConfigMapProjection;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ProjectedVolumeSource;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.openapi.models.V1VolumeProjection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pod that unpacks archives before its process starts. The image's own shell and tar do it in the container itself and
 * then become the process: nothing else can write at any place of a container's file system before it runs.
 */
public final class StartFilesTemplate {
    private static final String VOLUME = "d2k-start-files";
    private static final String TARGET = "/.d2k";
    private static final int FAILED = 125;
    /** Chunks of an archive after the first are named as it is, with a number behind. */
    private static final String UNPACK = "case $f in *.tgz) o=-xzpf;;"
            + " *) o=-xpf;; esac; cat \"$f\"* | tar $o - -C / || {"
            + " echo 'd2k: files that were copied before the start cannot be unpacked' >&2; exit "
            + FAILED + "; }; done ) || exit $?; ";

    /** In a shell of its own, since one of the container's variables may have the same name. */
    private static final String EACH = "( for f in " + TARGET + "/*.t[ag][rz]; do ";

    private static final String SCRIPT = EACH + UNPACK + "exec \"$@\"";

    private StartFilesTemplate() {}

    /**
     * Returns a template whose pods do so, with those that they unpack already; the same one when these are all.
     *
     * @param configMaps hold the archives
     * @param argv the process that follows
     */
    public static V1PodTemplateSpec apply(V1PodTemplateSpec template, List<String> configMaps, List<String> argv) {
        Set<String> mounted =
                volume(template).map(StartFilesTemplate::configMaps).orElseGet(Set::of);
        if (mounted.containsAll(configMaps)) {
            return template;
        }
        Set<String> all = new LinkedHashSet<>(mounted);
        all.addAll(configMaps);
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "d2k-start"));
        command.addAll(argv);
        V1PodTemplateSpec changed = copy(template);
        V1Container main = changed.getSpec().getContainers().getFirst();
        main.setCommand(Expansion.escape(command));
        main.setArgs(null);
        List<V1VolumeProjection> sources = all.stream()
                .map(name -> new V1VolumeProjection().configMap(new V1ConfigMapProjection().name(name)))
                .toList();
        var volume = new V1Volume().name(VOLUME).projected(new V1ProjectedVolumeSource().sources(sources));
        if (mounted.isEmpty()) {
            return mounted(changed, volume);
        }
        changed.getSpec().getVolumes().replaceAll(v -> v.getName().equals(VOLUME) ? volume : v);
        return changed;
    }

    /** Returns the part of a script that unpacks the archives with higher numbers than that, if there are any. */
    static String unpackAfter(int archive) {
        return EACH + "[ -e \"$f\" ] || break; n=${f##*/}; [ \"${n%%.*}\" -gt " + archive + " ] || continue; " + UNPACK;
    }

    /** Returns the names of the maps with the archives that a template's pods unpack. */
    public static Set<String> configMaps(V1PodTemplateSpec template) {
        return volume(template).map(StartFilesTemplate::configMaps).orElseGet(Set::of);
    }

    private static Set<String> configMaps(V1Volume volume) {
        return volume.getConfigMap() != null
                ? Set.of(volume.getConfigMap().getName())
                : volume.getProjected().getSources().stream()
                        .map(source -> source.getConfigMap().getName())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns a new template that does so if the old one did. */
    public static V1PodTemplateSpec carryOver(V1PodTemplateSpec old, V1PodTemplateSpec template) {
        if (old == null || old.getSpec() == null || volume(template).isPresent()) {
            return template;
        }
        return volume(old)
                .map(volume -> {
                    V1PodTemplateSpec changed = copy(template);
                    V1Container main = changed.getSpec().getContainers().getFirst();
                    main.setCommand(old.getSpec().getContainers().getFirst().getCommand());
                    main.setArgs(null);
                    return mounted(changed, volume);
                })
                .orElse(template);
    }

    /**
     * Returns a template whose pods run another process.
     *
     * @param unpacked whether archives are unpacked before it, if the template does so
     */
    static V1PodTemplateSpec insteadOf(V1PodTemplateSpec template, List<String> argv, boolean unpacked) {
        V1PodTemplateSpec changed = copy(template);
        V1Container main = changed.getSpec().getContainers().getFirst();
        List<String> command = new ArrayList<>();
        if (unpacked && volume(template).isPresent()) {
            command.addAll(List.of("/bin/sh", "-c", SCRIPT, "d2k-start"));
        }
        command.addAll(argv);
        main.setCommand(Expansion.escape(command));
        main.setArgs(null);
        return changed;
    }

    private static Optional<V1Volume> volume(V1PodTemplateSpec template) {
        List<V1Volume> volumes = template.getSpec().getVolumes();
        return volumes == null
                ? Optional.empty()
                : volumes.stream().filter(v -> v.getName().equals(VOLUME)).findFirst();
    }

    private static V1PodTemplateSpec mounted(V1PodTemplateSpec template, V1Volume volume) {
        template.getSpec().addVolumesItem(volume);
        template.getSpec()
                .getContainers()
                .getFirst()
                .addVolumeMountsItem(
                        new V1VolumeMount().name(VOLUME).mountPath(TARGET).readOnly(true));
        return template;
    }

    /** What caches hold is not changed. */
    private static V1PodTemplateSpec copy(V1PodTemplateSpec template) {
        return ObjectCopy.of(template, V1PodTemplateSpec.class);
    }
}
