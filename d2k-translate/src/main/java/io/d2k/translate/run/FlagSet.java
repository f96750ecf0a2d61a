package io.d2k.translate.run;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The flags that a command of Docker's has.
 *
 * @param command its words behind {@code docker}
 * @param switches flags that stand alone
 * @param valued flags with a value
 * @param letters short forms
 * @param otherNames older names
 */
record FlagSet(
        String command,
        Set<String> switches,
        Set<String> valued,
        Map<Character, String> letters,
        Map<String, String> otherNames) {
    private static final Set<String> RUN_SWITCHES = names(
            "detach disable-content-trust help init interactive"
                    + " no-healthcheck oom-kill-disable privileged publish-all quiet read-only rm sig-proxy tty use-api-socket");
    private static final Set<String> RUN_VALUES = names("add-host annotation attach blkio-weight blkio-weight-device"
            + " cap-add cap-drop cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period"
            + " cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule"
            + " device-read-bps device-read-iops device-write-bps device-write-iops dns dns-option dns-search domainname"
            + " entrypoint env env-file expose gpus group-add health-cmd health-interval health-retries"
            + " health-start-interval health-start-period health-timeout hostname io-maxbandwidth io-maxiops ip ip6 ipc"
            + " isolation kernel-memory label label-file link link-local-ip log-driver log-opt mac-address memory"
            + " memory-reservation memory-swap memory-swappiness mount name network network-alias oom-score-adj pid"
            + " pids-limit platform publish pull restart runtime security-opt shm-size stop-signal stop-timeout"
            + " storage-opt sysctl tmpfs ulimit user userns uts volume volume-driver volumes-from workdir");
    private static final Map<String, String> RUN_OTHER_NAMES =
            Map.of("net", "network", "net-alias", "network-alias", "dns-opt", "dns-option");
    private static final Map<Character, String> RUN_LETTERS = Map.ofEntries(
            Map.entry('a', "attach"),
            Map.entry('c', "cpu-shares"),
            Map.entry('d', "detach"),
            Map.entry('e', "env"),
            Map.entry('h', "hostname"),
            Map.entry('i', "interactive"),
            Map.entry('l', "label"),
            Map.entry('m', "memory"),
            Map.entry('p', "publish"),
            Map.entry('P', "publish-all"),
            Map.entry('q', "quiet"),
            Map.entry('t', "tty"),
            Map.entry('u', "user"),
            Map.entry('v', "volume"),
            Map.entry('w', "workdir"));
    /** What only {@code docker run} has. */
    private static final Set<String> RUN_ONLY = Set.of("detach", "detach-keys", "sig-proxy");

    /** What concerns the work of the command line alone, or the cluster's. */
    private static final Set<String> SERVICE_SWITCHES =
            names("detach help init no-healthcheck no-resolve-image quiet" + " read-only tty with-registry-auth");

    private static final Set<String> SERVICE_VALUES = names("cap-add cap-drop config constraint container-label"
            + " credential-spec dns dns-option dns-search endpoint-mode entrypoint env env-file generic-resource group"
            + " health-cmd health-interval health-retries health-start-interval health-start-period health-timeout host"
            + " hostname isolation label limit-cpu limit-memory limit-pids log-driver log-opt max-concurrent mode mount"
            + " name network oom-score-adj placement-pref publish replicas replicas-max-per-node reserve-cpu"
            + " reserve-memory restart-condition restart-delay restart-max-attempts restart-window rollback-delay"
            + " rollback-failure-action rollback-max-failure-ratio rollback-monitor rollback-order rollback-parallelism"
            + " secret stop-grace-period stop-signal sysctl ulimit update-delay update-failure-action"
            + " update-max-failure-ratio update-monitor update-order update-parallelism user workdir");
    private static final Map<Character, String> SERVICE_LETTERS = Map.of(
            'd', "detach", 'e', "env", 'l', "label", 'p', "publish", 'q', "quiet", 't', "tty", 'u', "user", 'w',
            "workdir");

    /** {@code docker run}. */
    static final FlagSet RUN = new FlagSet("run", RUN_SWITCHES, RUN_VALUES, RUN_LETTERS, RUN_OTHER_NAMES);

    /** {@code docker create}. */
    static final FlagSet CREATE = new FlagSet(
            "create", without(RUN_SWITCHES, RUN_ONLY), without(RUN_VALUES, RUN_ONLY), RUN_LETTERS, RUN_OTHER_NAMES);

    /** {@code docker service create}. */
    static final FlagSet SERVICE =
            new FlagSet("service create", SERVICE_SWITCHES, SERVICE_VALUES, SERVICE_LETTERS, Map.of());

    /** {@code docker stack deploy}. */
    static final FlagSet STACK = new FlagSet(
            "stack deploy",
            names("detach help prune quiet with-registry-auth"),
            names("compose-file resolve-image"),
            Map.of('c', "compose-file", 'd', "detach", 'q', "quiet"),
            Map.of());

    private static Set<String> names(String names) {
        return new TreeSet<>(Arrays.asList(names.split(" ")));
    }

    private static Set<String> without(Set<String> names, Set<String> gone) {
        return names.stream().filter(n -> !gone.contains(n)).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether the command has a flag. */
    boolean has(String name) {
        return switches.contains(name) || valued.contains(name);
    }
}
