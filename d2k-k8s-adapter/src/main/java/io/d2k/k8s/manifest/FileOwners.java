package io.d2k.k8s.manifest;

import io.d2k.domain.service.TaskPlan.FileMount;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EmptyDirVolumeSource;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The init container that gives secrets and configs to others than root. Kubernetes' own volumes belong to root, so such
 * files are copied into memory, by the image's own tools, and given away there.
 */
final class FileOwners {
    /** The volume of the copies. */
    static final String VOLUME = "owned";

    private static final String NAME = "d2k-files";
    private static final String FROM = "/.d2k/from/";
    private static final String TO = "/.d2k/to/";
    private static final String SCRIPT = "set -e; while [ $# -gt 2 ]; do cp \"" + FROM + "$1/file\" \"" + TO + "$1\"; "
            + "chown \"$2\" \"" + TO + "$1\"; chmod \"$3\" \"" + TO + "$1\"; shift 3; done";

    private FileOwners() {}

    /** Returns whether a file is one that has to be given away. */
    static boolean concerns(FileMount file) {
        return file.uid() != 0 || file.gid() != 0;
    }

    /** Returns the volume that takes the copies. */
    static V1Volume volume() {
        return new V1Volume().name(VOLUME).emptyDir(new V1EmptyDirVolumeSource().medium("Memory"));
    }

    /**
     * Returns the init container.
     *
     * @param main the container of the image
     * @param files the files to give away, by the names of their volumes
     */
    static V1Container container(V1Container main, Map<String, FileMount> files) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, NAME));
        List<V1VolumeMount> mounts = new ArrayList<>();
        new TreeMap<>(files).forEach((volume, file) -> {
            command.add(volume);
            command.add(file.uid() + ":" + file.gid());
            command.add(Integer.toOctalString(file.mode()));
            mounts.add(new V1VolumeMount().name(volume).mountPath(FROM + volume).readOnly(true));
        });
        mounts.add(new V1VolumeMount().name(VOLUME).mountPath(TO.substring(0, TO.length() - 1)));
        return new V1Container()
                .name(NAME)
                .image(main.getImage())
                .imagePullPolicy(main.getImagePullPolicy())
                .command(command)
                .resources(main.getResources())
                .volumeMounts(mounts)
                .securityContext(SecurityContexts.ofStep(List.of("CHOWN", "DAC_OVERRIDE", "FOWNER")));
    }
}
