package io.d2k.domain.container.rule;

import io.d2k.domain.container.TopView;
import io.d2k.domain.error.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code docker top}: Docker runs the host's {@code ps}; here the columns are made from {@code /proc} of the container
 * (proc(5)), so that every image shows the same. The process IDs are the container's own.
 */
public final class TopRule {
    private static final char RECORD = '\u001e';
    private static final int TICKS = 100;
    private static final List<String> FULL = List.of("uid", "pid", "ppid", "c", "stime", "tty", "time", "cmd");

    /** The name by which a shell goes that d2k runs an exec by; it is not shown, since Docker has none. */
    public static final String OWN_SHELL = "d2k-exec";

    /** The name of what d2k runs beside the processes, such as the guard of an exec: with all below it, it is not shown either. */
    public static final String OWN_GUARD = "d2k-guard";

    /** Prints every process but its own, using what nearly every image has: a shell, cat and tr. */
    public static final List<String> COMMAND = List.of(
            "/bin/sh",
            "-c",
            "m=; while read -r k v _; do [ \"$k\" = MemTotal: ] && m=$v; done </proc/meminfo;"
                    + " printf '%s %s\\036' \"$(cat /proc/uptime)\" \"$m\"; for d in /proc/[0-9]*; do p=${d#/proc/}; [ \"$p\" = $$ ] && continue;"
                    + " s=$(cat $d/stat 2>/dev/null) || continue; c=$(tr '\\000' ' ' <$d/cmdline 2>/dev/null); u=;"
                    + " while read -r k v _; do [ \"$k\" = Uid: ] && u=$v; done <$d/status;"
                    + " printf '%s\\037%s\\037%s\\036' \"$s\" \"$u\" \"$c\"; done; printf '%s\\036' \"$$\"");

    private TopRule() {}

    /** The keywords of {@code ps -o} that are understood, with their titles. */
    private static final Map<String, String> TITLES = titles();

    private static Map<String, String> titles() {
        Map<String, String> t = new HashMap<>();
        for (String name : List.of("uid", "pid", "ppid", "c", "stime", "time", "cmd", "rss", "vsz")) {
            t.put(name, name.toUpperCase(Locale.ROOT));
        }
        t.put("user", "USER");
        t.put("tty", "TTY");
        t.put("args", "COMMAND");
        t.put("command", "COMMAND");
        t.put("comm", "COMMAND");
        t.put("etime", "ELAPSED");
        t.put("stat", "STAT");
        t.put("s", "S");
        t.put("pcpu", "%CPU");
        t.put("%cpu", "%CPU");
        t.put("pmem", "%MEM");
        t.put("%mem", "%MEM");
        t.put("start_time", "START");
        t.put("bsdtime", "TIME");
        t.put("tname", "TTY");
        t.put("rssize", "RSS");
        t.put("vsize", "VSZ");
        t.put("ni", "NI");
        t.put("nice", "NI");
        t.put("nlwp", "NLWP");
        t.put("pgid", "PGID");
        t.put("sid", "SID");
        return t;
    }

    /**
     * Makes the table.
     *
     * @param output what {@link #COMMAND} printed
     * @param psArgs arguments of {@code ps}: empty, {@code -ef}, {@code aux}-like, or {@code -o} with keywords
     * @throws EngineException for arguments that are not understood
     */
    public static TopView table(String output, String psArgs) {
        List<String> columns = columns(psArgs);
        List<String> records = new ArrayList<>(List.of(output.split(String.valueOf(RECORD))));
        String[] machine = records.removeFirst().split(" ");
        double uptime = Double.parseDouble(machine[0]);
        long memory = machine.length > 2 ? Long.parseLong(machine[2]) : 0;
        Set<Long> own = new HashSet<>();
        own.add(Long.parseLong(records.removeLast().strip()));
        List<ProcessEntry> processes = new ArrayList<>();
        for (String record : records) {
            processes.add(ProcessEntry.parse(record));
        }
        processes.removeIf(ProcessEntry::gone);
        processes.stream().filter(ProcessEntry::guard).forEach(p -> own.add(p.pid()));
        List<List<String>> rows = new ArrayList<>();
        Map<Long, ProcessEntry> shells = shells(processes);
        for (ProcessEntry p : processes) {
            if (own.contains(p.ppid()) || own.contains(p.pid())) {
                own.add(p.pid());
            } else if (!shells.containsKey(p.pid())) {
                ProcessEntry shown = shells.containsKey(p.ppid()) ? p.inPlaceOf(shells.get(p.ppid())) : p;
                rows.add(columns.stream()
                        .map(c -> value(c, shown, uptime, memory))
                        .toList());
            }
        }
        return new TopView(columns.stream().map(TITLES::get).toList(), rows);
    }

    /** Returns d2k's shells of execs; what has the name of one below such a shell is its command. */
    private static Map<Long, ProcessEntry> shells(List<ProcessEntry> processes) {
        Map<Long, ProcessEntry> named =
                processes.stream().filter(ProcessEntry::ownShell).collect(Collectors.toMap(ProcessEntry::pid, p -> p));
        Map<Long, ProcessEntry> shells = new HashMap<>(named);
        shells.values().removeIf(p -> named.containsKey(p.ppid()));
        return shells;
    }

    private static List<String> columns(String psArgs) {
        String args = psArgs.strip();
        if (args.isEmpty() || args.equals("-ef") || args.equals("-e -f")) {
            return FULL;
        }
        if (args.equals("aux") || args.equals("-aux")) {
            return List.of(
                    "user", "pid", "pcpu", "pmem", "vsz", "rss", "tty", "stat", "start_time", "bsdtime", "command");
        }
        List<String> columns = new ArrayList<>();
        String[] words = args.split("[\\s]+");
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (word.equals("-o") || word.equals("-eo") || word.equals("-o,")) {
                i++;
                word = i < words.length ? words[i] : "";
            } else if (word.startsWith("-o")) {
                word = word.substring(2);
            } else if (word.equals("-e") || word.equals("-A") || word.equals("ax")) {
                continue;
            } else {
                throw unknown(args);
            }
            for (String column : word.split(",")) {
                if (!TITLES.containsKey(column)) {
                    throw unknown(args);
                }
                columns.add(column);
            }
        }
        if (!columns.contains("pid")) {
            throw EngineException.internal("Couldn't find PID field in ps output");
        }
        return columns;
    }

    private static EngineException unknown(String args) {
        return EngineException.invalid(
                "error running ps: unsupported arguments \"" + args + "\": use -ef, aux or -o with "
                        + String.join(",", TITLES.keySet().stream().sorted().toList()));
    }

    private static String value(String column, ProcessEntry p, double uptime, long memory) {
        long seconds = p.ticks() / TICKS;
        double age = Math.max(0, uptime - (double) p.startTicks() / TICKS);
        long share = age == 0 ? 0 : Math.min(99, Math.round(100.0 * seconds / age));
        return switch (column) {
            case "uid", "user" -> p.uid().equals("0") ? "root" : p.uid();
            case "pid" -> Long.toString(p.pid());
            case "ppid" -> Long.toString(p.ppid());
            case "c" -> Long.toString(share);
            case "pcpu", "%cpu" -> String.format(Locale.ROOT, "%.1f", age == 0 ? 0.0 : 100.0 * seconds / age);
            case "pmem", "%mem" ->
                String.format(Locale.ROOT, "%.1f", memory == 0 ? 0.0 : Math.floor(1000.0 * p.rss() / memory) / 10);
            case "stime", "start_time" -> startedAt(age);
            case "etime" -> elapsed((long) age);
            case "tty", "tname" -> p.tty();
            case "time" -> clock(seconds);
            case "bsdtime" -> String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
            case "rss", "rssize" -> Long.toString(p.rss());
            case "vsz", "vsize" -> Long.toString(p.vsz());
            case "ni", "nice" -> Long.toString(p.nice());
            case "nlwp" -> Long.toString(p.threads());
            case "pgid" -> Long.toString(p.group());
            case "sid" -> Long.toString(p.session());
            case "s" -> p.state();
            case "stat" -> p.state() + p.flags();
            case "comm" -> p.comm();
            default -> p.args();
        };
    }

    private static String startedAt(double age) {
        var time = java.time.OffsetDateTime.now(java.time.ZoneOffset.UTC).minusSeconds((long) age);
        return String.format(Locale.ROOT, "%02d:%02d", time.getHour(), time.getMinute());
    }

    private static String clock(long s) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }

    private static String elapsed(long s) {
        return s < 3600 ? String.format(Locale.ROOT, "%02d:%02d", s / 60, s % 60) : clock(s);
    }
}
