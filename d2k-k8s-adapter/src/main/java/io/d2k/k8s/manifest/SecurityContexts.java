package io.d2k.k8s.manifest;

import io.d2k.domain.container.PodPlan;
import io.d2k.domain.container.Seccomp;
import io.kubernetes.client.openapi.models.V1AppArmorProfile;
import io.kubernetes.client.openapi.models.V1Capabilities;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1SeccompProfile;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Sysctl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who the process is and what it may do. */
final class SecurityContexts {
    private static final String OF_RUNTIME = "RuntimeDefault";
    private static final String UNCONFINED = "Unconfined";

    private SecurityContexts() {}

    static V1SecurityContext ofContainer(PodPlan plan) {
        PodPlan.Privileges privileges = plan.privileges();
        var context = new V1SecurityContext();
        plan.identity().uid().ifPresent(context::runAsUser);
        // said though it follows: Pod Security "restricted" wants to read it
        plan.identity().uid().filter(uid -> uid > 0).ifPresent(uid -> context.runAsNonRoot(true));
        plan.identity().gid().ifPresent(context::runAsGroup);
        if (privileges.privileged()) {
            context.privileged(true);
        }
        if (privileges.readOnlyRoot()) {
            context.readOnlyRootFilesystem(true);
        }
        if (privileges.noNewPrivileges()) {
            context.allowPrivilegeEscalation(false);
        }
        seccomp(privileges.seccomp()).ifPresent(type -> context.seccompProfile(new V1SeccompProfile().type(type)));
        if (privileges.appArmorOff()) {
            context.appArmorProfile(new V1AppArmorProfile().type(UNCONFINED));
        }
        if (!privileges.capAdd().isEmpty() || !privileges.capDrop().isEmpty()) {
            var capabilities = new V1Capabilities();
            capabilities.setAdd(privileges.capAdd().isEmpty() ? null : privileges.capAdd());
            capabilities.setDrop(privileges.capDrop().isEmpty() ? null : privileges.capDrop());
            context.capabilities(capabilities);
        }
        return context;
    }

    /** Returns what a step of d2k's own may do in a pod: it is root with few rights, whatever the image has in it. */
    static V1SecurityContext ofStep(List<String> capabilities) {
        return ofLooker()
                .runAsGroup(0L)
                .readOnlyRootFilesystem(true)
                .capabilities(new V1Capabilities().drop(List.of("ALL")).add(capabilities));
    }

    /** Returns what somebody may do who looks at all files of an image. */
    static V1SecurityContext ofLooker() {
        return new V1SecurityContext()
                .runAsUser(0L)
                .allowPrivilegeEscalation(false)
                .seccompProfile(new V1SeccompProfile().type(OF_RUNTIME));
    }

    private static Optional<String> seccomp(Seccomp asked) {
        return switch (asked) {
            case OF_NODE -> Optional.empty();
            case OF_RUNTIME -> Optional.of(OF_RUNTIME);
            case UNCONFINED -> Optional.of(UNCONFINED);
        };
    }

    static Optional<V1PodSecurityContext> ofPod(PodPlan plan) {
        Map<String, String> sysctls = new TreeMap<>(plan.privileges().sysctls());
        if (plan.identity().groups().isEmpty() && sysctls.isEmpty()) {
            return Optional.empty();
        }
        var context = new V1PodSecurityContext();
        context.setSupplementalGroups(
                plan.identity().groups().isEmpty() ? null : plan.identity().groups());
        context.setSysctls(
                sysctls.isEmpty()
                        ? null
                        : sysctls.entrySet().stream()
                                .map(e -> new V1Sysctl().name(e.getKey()).value(e.getValue()))
                                .toList());
        return Optional.of(context);
    }
}
