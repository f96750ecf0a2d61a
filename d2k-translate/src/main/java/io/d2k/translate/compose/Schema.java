package io.d2k.translate.compose;

import io.d2k.translate.Problems;
import io.d2k.translate.yaml.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keys that a Compose file may have, by the place where they stand. */
final class Schema {
    private static final int CLOSE = 2;

    private static final String ANY = "*";

    /** Place in the file, with {@code *} for names and items, to the keys there. */
    private static final Map<String, Set<String>> KEYS = Map.ofEntries(
            keys("", "version name services networks volumes secrets configs include models"),
            keys(
                    "services.*",
                    "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs"
                            + " container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime"
                            + " cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules"
                            + " devices dns dns_opt dns_search domainname entrypoint env_file environment expose"
                            + " extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc"
                            + " isolation label_file labels links logging mac_address mem_limit mem_reservation"
                            + " mem_swappiness memswap_limit models network_mode networks oom_kill_disable"
                            + " oom_score_adj pid pids_limit platform ports post_start pre_stop privileged profiles"
                            + " provider pull_policy pull_refresh_after read_only restart runtime scale secrets"
                            + " security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls"
                            + " tmpfs tty ulimits use_api_socket user userns_mode uts volumes volumes_from"
                            + " working_dir volume_driver"),
            keys(
                    "services.*.build",
                    "additional_contexts args cache_from cache_to context dockerfile dockerfile_inline entitlements"
                            + " extra_hosts isolation labels network no_cache platforms privileged provenance pull"
                            + " sbom secrets shm_size ssh tags target ulimits"),
            keys(
                    "services.*.deploy",
                    "mode endpoint_mode replicas labels update_config rollback_config resources restart_policy"
                            + " placement"),
            keys("services.*.deploy.resources", "limits reservations"),
            keys("services.*.deploy.resources.limits", "cpus memory pids"),
            keys("services.*.deploy.resources.reservations", "cpus memory devices generic_resources"),
            keys("services.*.deploy.restart_policy", "condition delay max_attempts window"),
            keys("services.*.deploy.update_config", "parallelism delay failure_action monitor max_failure_ratio order"),
            keys(
                    "services.*.deploy.rollback_config",
                    "parallelism delay failure_action monitor max_failure_ratio order"),
            keys("services.*.deploy.placement", "constraints preferences max_replicas_per_node"),
            keys("services.*.healthcheck", "disable interval retries start_interval start_period test timeout"),
            keys("services.*.logging", "driver options"),
            keys("services.*.ports.*", "name mode host_ip target published protocol app_protocol"),
            keys("services.*.volumes.*", "type source target read_only consistency bind volume tmpfs image"),
            keys("services.*.volumes.*.bind", "propagation create_host_path recursive selinux"),
            keys("services.*.volumes.*.volume", "nocopy subpath labels"),
            keys("services.*.volumes.*.tmpfs", "size mode"),
            keys("services.*.secrets.*", "source target uid gid mode"),
            keys("services.*.configs.*", "source target uid gid mode"),
            keys("services.*.depends_on.*", "condition restart required"),
            keys("services.*.env_file.*", "path required format"),
            keys("services.*.extends", "service file"),
            keys(
                    "services.*.networks.*",
                    "aliases driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips"
                            + " mac_address priority"),
            keys("services.*.ulimits.*", "soft hard"),
            keys(
                    "networks.*",
                    "name driver driver_opts ipam external internal enable_ipv4 enable_ipv6 attachable labels"),
            keys("networks.*.ipam", "driver config options"),
            keys("networks.*.ipam.config.*", "subnet ip_range gateway aux_addresses"),
            keys("volumes.*", "name driver driver_opts external labels"),
            keys("secrets.*", "name file environment content external labels driver driver_opts template_driver"),
            keys("configs.*", "name file environment content external labels template_driver"));

    private Schema() {}

    private static Map.Entry<String, Set<String>> keys(String place, String keys) {
        return Map.entry(place, new TreeSet<>(Arrays.asList(keys.split(" "))));
    }

    /** Returns whether a service may have the key. */
    static boolean knownOfServices(String key) {
        return KEYS.getOrDefault("services.*", Set.of()).contains(key);
    }

    /** Warns of every key that nothing is known of. */
    static void check(Value.Mapping root, Problems problems) {
        check(root, "", "", problems);
    }

    private static void check(Value value, String place, String path, Problems problems) {
        switch (value) {
            case Value.Scalar s -> {}
            case Value.Sequence s -> {
                int index = 0;
                for (Value item : s.items()) {
                    check(item, place + "." + ANY, path + "[" + index++ + "]", problems);
                }
            }
            case Value.Mapping m -> {
                Optional<Set<String>> known = Optional.ofNullable(KEYS.get(place));
                m.fields().forEach((key, field) -> {
                    String below = path.isEmpty() ? key : path + "." + key;
                    if (known.isPresent()) {
                        if (key.startsWith("x-")) {
                            return;
                        }
                        if (!known.get().contains(key)) {
                            problems.warn(field.keyPlace() + ": " + below + ": unknown key"
                                    + alike(key, known.get())
                                            .map(k -> ", did you mean " + k + "?")
                                            .orElse(""));
                            return;
                        }
                    }
                    String step = known.isPresent() ? key : ANY;
                    check(field.value(), place.isEmpty() ? step : place + "." + step, below, problems);
                });
            }
        }
    }

    private static Optional<String> alike(String key, Set<String> known) {
        return known.stream().filter(k -> distance(key, k) <= CLOSE).findFirst();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
