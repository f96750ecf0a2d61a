package io.d2k.translate.run;

import io.d2k.translate.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The flags of {@code docker run} and {@code docker create}, read as Docker's command line reads them. */
final class RunFlags {
    private static final Set<String> SWITCHES = names(
            "detach disable-content-trust help init interactive"
                    + " no-healthcheck oom-kill-disable privileged publish-all quiet read-only rm sig-proxy tty use-api-socket");
    private static final Set<String> WITH_VALUES = names("add-host annotation attach blkio-weight blkio-weight-device"
            + " cap-add cap-drop cgroup-parent cgroupns cidfile cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period"
            + " cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule"
            + " device-read-bps device-read-iops device-write-bps device-write-iops dns dns-option dns-search domainname"
            + " entrypoint env env-file expose gpus group-add health-cmd health-interval health-retries"
            + " health-start-interval health-start-period health-timeout hostname io-maxbandwidth io-maxiops ip ip6 ipc"
            + " isolation kernel-memory label label-file link link-local-ip log-driver log-opt mac-address memory"
            + " memory-reservation memory-swap memory-swappiness mount name network network-alias oom-score-adj pid"
            + " pids-limit platform publish pull restart runtime security-opt shm-size stop-signal stop-timeout"
            + " storage-opt sysctl tmpfs ulimit user userns uts volume volume-driver volumes-from workdir");
    private static final Map<String, String> OTHER_NAMES =
            Map.of("net", "network", "net-alias", "network-alias", "dns-opt", "dns-option");
    private static final Map<Character, String> SHORT = Map.ofEntries(
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

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final String command;
    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> arguments = new ArrayList<>();

    private RunFlags(String command) {
        this.command = command;
    }

    private static Set<String> names(String names) {
        return new TreeSet<>(Arrays.asList(names.split(" ")));
    }

    /**
     * Reads the words behind the command.
     *
     * @param command {@code run} or {@code create}
     * @throws InputException in the words of Docker's command line
     */
    static RunFlags parse(String command, List<String> words) {
        RunFlags flags = new RunFlags(command);
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at);
            if (word.equals("--")) {
                at++;
                break;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                break;
            }
            at = word.startsWith("--") ? flags.longFlag(words, at) : flags.shortFlags(words, at);
        }
        flags.arguments.addAll(words.subList(at, words.size()));
        if (flags.arguments.isEmpty()) {
            throw flags.wrong("\"docker " + command + "\" requires at least 1 argument.");
        }
        return flags;
    }

    private int longFlag(List<String> words, int at) {
        String word = words.get(at).substring(2);
        int equals = word.indexOf('=');
        String given = equals < 0 ? word : word.substring(0, equals);
        String name = OTHER_NAMES.getOrDefault(given, given);
        if (!known(name)) {
            throw wrong("unknown flag: --" + given);
        }
        if (equals >= 0) {
            put(name, word.substring(equals + 1));
            return at + 1;
        }
        if (SWITCHES.contains(name)) {
            put(name, "true");
            return at + 1;
        }
        if (at + 1 == words.size()) {
            throw wrong("flag needs an argument: --" + given);
        }
        put(name, words.get(at + 1));
        return at + 2;
    }

    private int shortFlags(List<String> words, int at) {
        String letters = words.get(at).substring(1);
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            String name = SHORT.getOrDefault(letter, "");
            if (name.isEmpty() || !known(name)) {
                throw wrong("unknown shorthand flag: '" + letter + "' in -" + letters.substring(i));
            }
            String rest = letters.substring(i + 1);
            if (rest.startsWith("=")) {
                put(name, rest.substring(1));
                return at + 1;
            }
            if (SWITCHES.contains(name)) {
                put(name, "true");
            } else if (!rest.isEmpty()) {
                put(name, rest);
                return at + 1;
            } else if (at + 1 == words.size()) {
                throw wrong("flag needs an argument: '" + letter + "' in -" + letters.substring(i));
            } else {
                put(name, words.get(at + 1));
                return at + 2;
            }
        }
        return at + 1;
    }

    private boolean known(String name) {
        return (SWITCHES.contains(name) || WITH_VALUES.contains(name))
                && !(command.equals("create") && RUN_ONLY.contains(name));
    }

    private void put(String name, String value) {
        if (SWITCHES.contains(name) && !TRUE.contains(value) && !FALSE.contains(value)) {
            throw wrong("invalid argument \"" + value + "\" for \"--" + name + "\" flag: strconv.ParseBool: parsing \""
                    + value + "\": invalid syntax");
        }
        values.computeIfAbsent(name, k -> new ArrayList<>()).add(value);
    }

    /** Returns a refusal in the form of Docker's command line. */
    InputException wrong(String text) {
        return new InputException(text + "\nSee 'docker " + command + " --help'.");
    }

    /** Returns the image and what is behind it. */
    List<String> arguments() {
        return List.copyOf(arguments);
    }

    boolean is(String name) {
        return last(name).filter(TRUE::contains).isPresent();
    }

    Optional<String> last(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
