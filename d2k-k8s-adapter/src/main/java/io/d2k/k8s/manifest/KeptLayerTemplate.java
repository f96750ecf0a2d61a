package io.d2k.k8s.manifest;

import io.d2k.domain.container.KeptLayer;
import io.kubernetes.client.openapi.models.V1HostPathVolumeSource;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.ArrayList;
import java.util.List;

/**
 * Pods that begin with the files that an earlier pod of their container has left on its node. The image's own tools put them
 * in place, in the container itself: what was removed goes, everything else is copied.
 */
final class KeptLayerTemplate {
    private static final String VOLUME = "d2k-layer";
    /** An image that no node has, and that is not to be pulled: what would have it is made ready and never runs. */
    private static final String NO_IMAGE = "d2k.invalid/none";

    private static final String LAYER = KeptLayer.DIRECTORY + "/layer";
    private static final int FAILED = 125;

    /**
     * Puts some of the files in place; a file may have become a directory or the other way round. Names are given to tar as
     * they are, since BusyBox' need not know lists of them.
     */
    private static final String PUT = "R=$1; shift; for n; do "
            + "if [ -d \"$n\" ] && [ ! -L \"$n\" ]; then [ -d \"$R/$n\" ] && [ ! -L \"$R/$n\" ] || rm -f \"$R/$n\"; "
            + "elif [ -d \"$R/$n\" ] && [ ! -L \"$R/$n\" ]; then rm -rf \"$R/$n\"; fi; done; "
            + "{ tar --no-recursion -cf - \"$@\" || echo c >&3; } | tar -xpf - -C \"$R/\" || echo x >&3";

    /** Removes what was removed: a character device 0/0 stands for it (overlayfs.rst of the Linux kernel). */
    private static final String REMOVE = "[ \"$(stat -c %t:%T \"$2\")\" = 0:0 ] && rm -rf \"$1/$2\"";

    /**
     * What this container mounts is not the files' business, so its places become patterns of what find passes over. Whoever
     * is not root can have changed nothing that he may not write. In a shell of its own, since one of the container's
     * variables may have the same name.
     */
    private static final String SCRIPT =
            "( R='ROOT'; f() { echo 'd2k: the files of the last run cannot be put in place' >&2;"
                    + " exit " + FAILED + "; }; cd 'LAYER' || f; set --; "
                    + "while read -r i p d r m o; do [ \"$m\" != / ] || continue; "
                    + "case $m in *[][*?\\\\]*) m=$(printf '%b\\n' \"$m\" | sed 's/[][*?\\\\]/\\\\&/g');; esac; "
                    + "set -- \"$@\" -path \".$m\" -prune -o; done <'MOUNTS'; "
                    + "e=$({ find . \"$@\" -type c -exec sh -c 'REMOVE' sh \"$R\" {} \\; -o -exec sh -c 'PUT' sh \"$R\" {} + || echo f >&3;"
                    + " } 3>&1 >/dev/null 2>&1); "
                    + "[ -z \"$e\" ] || [ \"$(id -u)\" != 0 ] || f ) || exit $?; ";

    private KeptLayerTemplate() {}

    /** Returns the command that puts the files of a container and later archives in place, says so, and becomes another. */
    static List<String> command(String id, KeptLayer layer, List<String> then) {
        String script = script("", LAYER, "/proc/self/mountinfo") + StartFilesTemplate.unpackAfter(layer.archives())
                + "echo '" + KeptLayer.PLACED + "' 2>/dev/null >" + KeptLayer.place(id) + "; exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "d2k-start"));
        command.addAll(then);
        return command;
    }

    /** Returns the script, for another root, another place of the files and another file that tells of mounts. */
    static String script(String root, String layer, String mounts) {
        return SCRIPT.replace("PUT", PUT)
                .replace("REMOVE", REMOVE)
                .replace("ROOT", root)
                .replace("LAYER", layer)
                .replace("MOUNTS", mounts);
    }

    /**
     * Makes a pod have the files, on their node, and a place to say that they are there.
     *
     * @param id the container's
     */
    static void mount(V1PodSpec spec, String id, KeptLayer layer) {
        mount(spec, layer, LAYER);
        spec.getContainers().getFirst().setTerminationMessagePath(KeptLayer.place(id));
    }

    /** Makes a pod have nothing but its image's files and, beside them, those. */
    static void show(V1PodSpec spec, KeptLayer layer) {
        // whatever else is mounted would make directories that the image lacks
        spec.volumes(null).getContainers().getFirst().volumeMounts(null).terminationMessagePath(null);
        mount(spec, layer, KeptLayer.BESIDE);
    }

    private static void mount(V1PodSpec spec, KeptLayer layer, String place) {
        spec.addVolumesItem(volume(layer.path(), "Directory"));
        spec.getContainers().getFirst().addVolumeMountsItem(mount(place));
        NodeBinding.bind(spec, layer.node());
    }

    /**
     * Makes a pod one that its node makes ready only where the layer is the container's: volumes come before the image, and
     * that of this pod has to be a file that nobody else's layer has. The container could make it a link to any file of the
     * node, so nothing that mounts it may ever run.
     *
     * @param id the container's
     */
    static void prove(V1PodSpec spec, String id, KeptLayer layer) {
        spec.initContainers(null).volumes(null).addVolumesItem(volume(layer.path() + KeptLayer.place(id), "File"));
        spec.getContainers()
                .getFirst()
                .image(NO_IMAGE)
                .imagePullPolicy("Never")
                .volumeMounts(null)
                .addVolumeMountsItem(mount("/proof"));
        NodeBinding.bind(spec, layer.node());
    }

    private static V1Volume volume(String path, String type) {
        return new V1Volume()
                .name(VOLUME)
                .hostPath(new V1HostPathVolumeSource().path(path).type(type));
    }

    private static V1VolumeMount mount(String path) {
        return new V1VolumeMount().name(VOLUME).mountPath(path).readOnly(true);
    }
}
