package io.d2k.domain.container;

import java.util.List;
import java.util.Map;

/**
 * What the process may do on the machine.
 *
 * @param privileged whether it may do everything
 * @param capAdd capabilities added, as sent
 * @param capDrop capabilities dropped, as sent
 * @param groupAdd further groups, numbers or names
 * @param readonlyRootfs whether the root file system is read-only
 * @param securityOpt {@code --security-opt} values
 * @param sysctls kernel parameters of the namespace
 * @param init whether a small init process reaps zombies; false when not asked
 * @param pidMode process namespace asked for, empty for the default
 * @param ipcMode shared-memory namespace asked for, empty for the default
 * @param utsMode host-name namespace asked for, empty for the default
 * @param usernsMode user namespace asked for, empty for the default
 * @param cgroupnsMode control-group namespace asked for, empty for the default
 */
public record SecuritySpec(
        boolean privileged,
        List<String> capAdd,
        List<String> capDrop,
        List<String> groupAdd,
        boolean readonlyRootfs,
        List<String> securityOpt,
        Map<String, String> sysctls,
        boolean init,
        String pidMode,
        String ipcMode,
        String utsMode,
        String usernsMode,
        String cgroupnsMode) {
    /** Copies the collections. */
    public SecuritySpec {
        capAdd = List.copyOf(capAdd);
        capDrop = List.copyOf(capDrop);
        groupAdd = List.copyOf(groupAdd);
        securityOpt = List.copyOf(securityOpt);
        sysctls = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(sysctls));
    }

    /** Nothing asked. */
    public static final SecuritySpec NONE = new SecuritySpec(
            false, List.of(), List.of(), List.of(), false, List.of(), Map.of(), false, "", "", "", "", "");
}
