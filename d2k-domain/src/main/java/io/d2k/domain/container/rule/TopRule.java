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
    private static final char FIELD = '\u001f';
    private static final char RECORD = '\u001e';
    private static final int TICKS = 100;
    private static final int PAGE_KIB = 4;
    private static final List<String> FULL = List.of("uid", "pid", "ppid", "c", "stime", "tty", "time", "cmd");

    /** The name by which a shell goes that d2k runs an exec by; it is not shown, since Docker has none. */
    public static final String OWN_SHELL = "d2k-exec";

    private static final String SHELL = "/bin/sh -c ";

    /** Prints every process but its own, using what nearly every image has: a shell, cat and tr. */
    public static final List<String> COMMAND = List.of(
            "/bin/sh",
            "-c",
            "printf '%s\\036' \"$(cat /proc/uptime)\"; for d in /proc/[0-9]*; do p=${d#/proc/}; [ \"$p\" = $$ ] && continue;"
                    + " s=$(cat $d/stat 2>/dev/null) || continue; c=$(tr '\\000' ' ' <$d/cmdline 2>/dev/null); u=;"
                    + " while read -r k v _; do [ \"$k\" = Uid: ] && u=$v; done <$d/status;"
                    + " printf '%s\\037%s\\037%s\\036' \"$s\" \"$u\" \"$c\"; done; printf '%s\\036' \"$$\"");

    private TopRule() {}

    private record ProcEntry(
            long pid,
            String comm,
            String state,
            long ppid,
            long ticks,
            long startTicks,
            long rss,
            long vsz,
            String tty,
            String uid,
            String cmdline) {
        String args() {
            return cmdline.isBlank() ? "[" + comm + "]" : cmdline.strip();
        }

        boolean ownShell() {
            return cmdline.startsWith(SHELL) && cmdline.contains(" " + OWN_SHELL + " ");
        }

        /** Returns the command of d2k's shell in its place: below that one. */
        ProcEntry inPlaceOf(ProcEntry shell) {
            // some shells do simple commands themselves, without another name
            String command = ownShell()
                    ? cmdline.substring(cmdline.indexOf(" " + OWN_SHELL + " ") + OWN_SHELL.length() + 2)
                    : cmdline;
            return new ProcEntry(pid, comm, state, shell.ppid, ticks, startTicks, rss, vsz, tty, uid, command);
        }
    }

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
        double uptime = Double.parseDouble(records.removeFirst().split(" ")[0]);
        Set<Long> own = new HashSet<>();
        own.add(Long.parseLong(records.removeLast().strip()));
        List<ProcEntry> processes = new ArrayList<>();
        for (String record : records) {
            processes.add(parse(record));
        }
        List<List<String>> rows = new ArrayList<>();
        Map<Long, ProcEntry> shells = shells(processes);
        for (ProcEntry p : processes) {
            if (own.contains(p.ppid())) {
                own.add(p.pid());
            } else if (!shells.containsKey(p.pid())) {
                ProcEntry shown = shells.containsKey(p.ppid()) ? p.inPlaceOf(shells.get(p.ppid())) : p;
                rows.add(columns.stream().map(c -> value(c, shown, uptime)).toList());
            }
        }
        return new TopView(columns.stream().map(TITLES::get).toList(), rows);
    }

    /** Returns d2k's shells of execs; what has the name of one below such a shell is its command. */
    private static Map<Long, ProcEntry> shells(List<ProcEntry> processes) {
        Map<Long, ProcEntry> named =
                processes.stream().filter(ProcEntry::ownShell).collect(Collectors.toMap(ProcEntry::pid, p -> p));
        Map<Long, ProcEntry> shells = new HashMap<>(named);
        shells.values().removeIf(p -> named.containsKey(p.ppid()));
        return shells;
    }

    private static List<String> columns(String psArgs) {
        String args = psArgs.strip();
        if (args.isEmpty() || args.equals("-ef") || args.equals("-e -f")) {
            return FULL;
        }
        if (args.equals("aux") || args.equals("-aux")) {
            return List.of("user", "pid", "pcpu", "vsz", "rss", "tty", "stat", "stime", "time", "command");
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

    private static ProcEntry parse(String record) {
        String[] parts = record.split(String.valueOf(FIELD), -1);
        int open = parts[0].indexOf('(');
        int close = parts[0].lastIndexOf(')');
        String[] f = parts[0].substring(close + 2).split(" ");
        int tty = Integer.parseInt(f[4]);
        return new ProcEntry(
                Long.parseLong(parts[0].substring(0, open).strip()),
                parts[0].substring(open + 1, close),
                f[0],
                Long.parseLong(f[1]),
                Long.parseLong(f[11]) + Long.parseLong(f[12]),
                Long.parseLong(f[19]),
                Long.parseLong(f[21]) * PAGE_KIB,
                Long.parseLong(f[20]) / 1024,
                // major 136 and up are pseudo terminals
                tty == 0 ? "?" : "pts/" + (tty & 0xff),
                parts[1],
                parts[2]);
    }

    private static String value(String column, ProcEntry p, double uptime) {
        long seconds = p.ticks() / TICKS;
        double age = Math.max(0, uptime - (double) p.startTicks() / TICKS);
        long share = age == 0 ? 0 : Math.min(99, Math.round(100.0 * seconds / age));
        return switch (column) {
            case "uid", "user" -> p.uid().equals("0") ? "root" : p.uid();
            case "pid" -> Long.toString(p.pid());
            case "ppid" -> Long.toString(p.ppid());
            case "c" -> Long.toString(share);
            case "pcpu" -> String.format(Locale.ROOT, "%.1f", age == 0 ? 0.0 : 100.0 * seconds / age);
            case "stime" -> startedAt(age);
            case "etime" -> elapsed((long) age);
            case "tty" -> p.tty();
            case "time" -> clock(seconds);
            case "rss" -> Long.toString(p.rss());
            case "vsz" -> Long.toString(p.vsz());
            case "stat", "s" -> p.state();
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
