package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan.Mount;
import io.d2k.domain.volume.FillReport;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
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
    public static final String NAME = FillReport.STEP;

    /** What it is run by. */
    public static final String SHELL = "/bin/sh";

    private static final String PLACE = "/.d2k/";
    /** What it takes to write for others, to give files away, and to keep the bits of modes. */
    private static final List<String> CAPABILITIES = List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID");

    // A new ext4 file system is not empty: it has lost+found. The volume's own directory takes over owner and mode,
    // too:
    // some cp do that by themselves, others not.
    // Tasks of a service begin together, so one fills while the others wait for the lock on a file in the volume. The
    // file has content from before the first copy until after the last, so that what was killed is done again.
    // Where the image has no flock they copy at once, and get into each other's way: each tries again, over what is
    // there, until it has come through or another has.
    private static final String SCRIPT = "report=/dev/termination-log; "
            + "full() { for f in \"$1\"/* \"$1\"/.[!.]* \"$1\"/..?*; do "
            + "case $f in */lost+found|*/.d2k-fill) continue;; esac; "
            + "if [ -e \"$f\" ] || [ -L \"$f\" ]; then return 0; fi; done; return 1; }; "
            + "due() { [ -s \"$1/.d2k-fill\" ] || ! full \"$1\"; }; "
            + "copy() { for i in 1 2 3 4 5 6 7 8; do e=$(cp -af \"$t/.\" \"$v/\" 2>&1) && return 0; "
            + "[ -e \"$v/.d2k-fill\" ] || return 0; done; return 1; }; "
            + "fill() { if command -v flock >/dev/null 2>&1; then flock 9; fi; "
            + "if due \"$v\"; then echo begun >&9; "
            + "copy || { echo \"volume $n: $e\" >$report; exit 1; }; "
            + "if s=$(stat -L -c '%u:%g %a' \"$t\" 2>/dev/null); then "
            + "e=$(chown \"${s% *}\" \"$v\" 2>&1 && chmod \"${s#* }\" \"$v\" 2>&1) "
            + "|| { echo \"volume $n: $e\" >$report; exit 1; }; fi; fi; "
            + "rm -f \"$v/.d2k-fill\"; }; "
            + "while [ $# -gt 1 ]; do v=" + PLACE + "$1; n=$1; t=$2; shift 2; "
            + "if [ -d \"$t\" ] && { [ -e \"$v/.d2k-fill\" ] || due \"$v\"; }; then "
            + "command -v cp >/dev/null 2>&1 || { echo '" + FillReport.LACKS + " cp' >>$report; exit 0; }; "
            + "{ e=$(: 2>&1 >>\"$v/.d2k-fill\") && fill 9>>\"$v/.d2k-fill\"; } "
            + "|| { echo \"volume $n: $e\" >$report; exit 1; }; fi; "
            + "if full \"$v\"; then echo \"" + FillReport.HAS + " $n\" >>$report; fi; done";

    private FillContainer() {}

    /**
     * Returns the init containers of a pod that fills volumes; none where there is nothing to fill.
     *
     * @param spec the pod, whose first container mounts the volumes
     * @param fills which of its mounts to fill, in the order of the targets
     */
    public static List<V1Container> of(V1PodSpec spec, List<Mount> fills) {
        Map<String, V1VolumeMount> mounts = new LinkedHashMap<>();
        List<String> command = new ArrayList<>(List.of(SHELL, "-c", SCRIPT, NAME));
        V1Container main = spec.getContainers().getFirst();
        for (Mount fill : fills) {
            volume(main, fill).ifPresent(volume -> {
                String name = name(fill, volume);
                mounts.computeIfAbsent(
                        name, n -> new V1VolumeMount().name(volume).mountPath(PLACE + n));
                command.add(name);
                command.add(fill.target());
            });
        }
        if (mounts.isEmpty()) {
            return List.of();
        }
        return List.of(new V1Container()
                .name(NAME)
                .image(main.getImage())
                .imagePullPolicy(main.getImagePullPolicy())
                .command(Expansion.escape(command))
                .resources(main.getResources())
                .volumeMounts(List.copyOf(mounts.values()))
                .securityContext(SecurityContexts.ofStep(CAPABILITIES)));
    }

    /** Returns whether the pods of a template fill volumes first. */
    public static boolean in(V1PodTemplateSpec template) {
        return Optional.ofNullable(template.getSpec()).map(V1PodSpec::getInitContainers).orElseGet(List::of).stream()
                .anyMatch(c -> NAME.equals(c.getName()));
    }

    /** Returns what a report calls the volume of a mount: Docker's name, or one that no volume of Docker's has. */
    private static String name(Mount fill, String volume) {
        return switch (fill) {
            case Mount.Claim claim -> claim.volume();
            case Mount.HostPath path -> path.volume();
            case Mount.Memory memory -> "." + volume;
            case Mount.Scratch scratch -> "." + volume;
        };
    }

    private static Optional<String> volume(V1Container main, Mount fill) {
        return Optional.ofNullable(main.getVolumeMounts()).orElseGet(List::of).stream()
                .filter(m -> fill.target().equals(m.getMountPath()))
                .map(V1VolumeMount::getName)
                .findFirst();
    }
}
