package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.volume.FillReport;
import io.kubernetes.client.openapi.models.V1Capabilities;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The init container that fills empty volumes: only before the process, and beside it, is what the image has at the target
 * of a mount to be seen. The image's own shell and cp do it, as root, since the files keep their owners.
 */
public final class FillContainer {
    /** Its name in the pod. */
    public static final String NAME = "d2k-fill";

    private static final String PLACE = "/.d2k/";
    /** What it takes to write for others, to give files away, and to keep the bits of modes. */
    private static final List<String> CAPABILITIES = List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID");

    // A new ext4 file system is not empty: it has lost+found. The volume's own directory takes over owner and mode like
    // the
    // rest: some cp do that by themselves, others not.
    private static final String SCRIPT = "report=/dev/termination-log; "
            + "full() { for f in \"$1\"/* \"$1\"/.[!.]* \"$1\"/..?*; do case $f in */lost+found) continue;; esac; "
            + "if [ -e \"$f\" ] || [ -L \"$f\" ]; then return 0; fi; done; return 1; }; "
            + "while [ $# -gt 1 ]; do v=" + PLACE + "$1; n=$1; t=$2; shift 2; "
            + "if ! full \"$v\" && [ -d \"$t\" ]; then "
            + "command -v cp >/dev/null 2>&1 || { echo '" + FillReport.LACKS + " cp' >>$report; exit 0; }; "
            + "e=$(cp -a \"$t/.\" \"$v/\" 2>&1) || { echo \"volume $n: $e\" >$report; exit 1; }; "
            + "if s=$(stat -L -c '%u:%g %a' \"$t\" 2>/dev/null); then "
            + "e=$(chown \"${s% *}\" \"$v\" 2>&1 && chmod \"${s#* }\" \"$v\" 2>&1) "
            + "|| { echo \"volume $n: $e\" >$report; exit 1; }; fi; fi; "
            + "if full \"$v\"; then echo \"" + FillReport.HAS + " $n\" >>$report; fi; done";

    private FillContainer() {}

    /**
     * Returns the init containers of a pod that fills volumes; none where there is nothing to fill.
     *
     * @param spec the pod, whose first container mounts the volumes
     * @param fills which of its claims to fill, in the order of the targets
     */
    public static List<V1Container> of(V1PodSpec spec, List<Mount> fills) {
        Map<String, V1VolumeMount> mounts = new LinkedHashMap<>();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, NAME));
        for (Mount fill : fills) {
            String name = switch (fill) {
                case Mount.Claim claim -> claim.volume();
                case Mount.HostPath path -> path.volume();
                case Mount.Memory memory -> "";
                case Mount.Scratch scratch -> "";
            };
            Optional<V1Volume> volume = name.isEmpty() ? Optional.empty() : volume(spec, fill);
            volume.ifPresent(v -> {
                mounts.computeIfAbsent(
                        name, n -> new V1VolumeMount().name(v.getName()).mountPath(PLACE + n));
                command.add(name);
                command.add(fill.target());
            });
        }
        if (mounts.isEmpty()) {
            return List.of();
        }
        V1Container main = spec.getContainers().getFirst();
        return List.of(new V1Container()
                .name(NAME)
                .image(main.getImage())
                .imagePullPolicy(main.getImagePullPolicy())
                .command(Expansion.escape(command))
                .resources(main.getResources())
                .volumeMounts(List.copyOf(mounts.values()))
                .securityContext(new V1SecurityContext()
                        .runAsUser(0L)
                        .runAsGroup(0L)
                        .readOnlyRootFilesystem(true)
                        .allowPrivilegeEscalation(false)
                        .capabilities(new V1Capabilities().drop(List.of("ALL")).add(CAPABILITIES))));
    }

    private static Optional<V1Volume> volume(V1PodSpec spec, Mount mount) {
        return Optional.ofNullable(spec.getVolumes()).orElseGet(List::of).stream()
                .filter(v -> switch (mount) {
                    case Mount.Claim claim ->
                        v.getPersistentVolumeClaim() != null
                                && claim.claim()
                                        .equals(v.getPersistentVolumeClaim().getClaimName());
                    case Mount.HostPath path ->
                        v.getHostPath() != null
                                && path.path().equals(v.getHostPath().getPath());
                    case Mount.Memory memory -> false;
                    case Mount.Scratch scratch -> false;
                })
                .findFirst();
    }
}
