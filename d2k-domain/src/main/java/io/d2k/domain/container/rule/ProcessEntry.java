package io.d2k.domain.container.rule;

/**
 * A process as {@code /proc} tells of it (proc(5), {@code stat}).
 *
 * @param foreground the group of processes that has the terminal, -1 for none
 * @param ticks time on CPUs, in hundredths of a second
 * @param startTicks when it began after the machine's start, in hundredths of a second
 * @param rss KiB in memory
 * @param vsz KiB of addresses
 * @param tty as {@code ps} writes it
 * @param cmdline its arguments with spaces between them
 */
record ProcessEntry(
        long pid,
        String comm,
        String state,
        long ppid,
        long group,
        long session,
        long foreground,
        long ticks,
        long nice,
        long threads,
        long startTicks,
        long rss,
        long vsz,
        String tty,
        String uid,
        String cmdline) {
    private static final char FIELD = '\u001f';
    private static final int PAGE_KIB = 4;
    private static final String SHELL = "/bin/sh -c ";
    private static final String OWN = " " + TopRule.OWN_SHELL + " ";
    private static final String GUARD = " " + TopRule.OWN_GUARD + " ";

    /** Reads a record of what {@link TopRule#COMMAND} prints. */
    static ProcessEntry parse(String record) {
        String[] parts = record.split(String.valueOf(FIELD), -1);
        int open = parts[0].indexOf('(');
        int close = parts[0].lastIndexOf(')');
        String[] f = parts[0].substring(close + 2).split(" ");
        int tty = Integer.parseInt(f[4]);
        return new ProcessEntry(
                Long.parseLong(parts[0].substring(0, open).strip()),
                parts[0].substring(open + 1, close),
                f[0],
                Long.parseLong(f[1]),
                Long.parseLong(f[2]),
                Long.parseLong(f[3]),
                Long.parseLong(f[5]),
                Long.parseLong(f[11]) + Long.parseLong(f[12]),
                Long.parseLong(f[16]),
                Long.parseLong(f[17]),
                Long.parseLong(f[19]),
                Long.parseLong(f[21]) * PAGE_KIB,
                Long.parseLong(f[20]) / 1024,
                // major 136 and up are pseudo terminals
                tty == 0 ? "?" : "pts/" + (tty & 0xff),
                parts[1],
                parts[2]);
    }

    /** Returns whether it ended while it was read: the kernel told no user any more. */
    boolean gone() {
        return uid.isEmpty();
    }

    String args() {
        return cmdline.isBlank() ? "[" + comm + "]" : cmdline.strip();
    }

    /** Returns what ps(1) writes behind the state. */
    String flags() {
        String priority = nice == 0 ? "" : nice < 0 ? "<" : "N";
        return priority + (session == pid ? "s" : "") + (threads > 1 ? "l" : "") + (foreground == group ? "+" : "");
    }

    boolean ownShell() {
        return cmdline.startsWith(SHELL) && cmdline.contains(OWN);
    }

    boolean guard() {
        return cmdline.startsWith(SHELL) && cmdline.contains(GUARD);
    }

    /** Returns the command of d2k's shell in its place: below what that one is below. */
    ProcessEntry inPlaceOf(ProcessEntry shell) {
        // some shells do simple commands themselves, without another name
        String command = ownShell() ? cmdline.substring(cmdline.indexOf(OWN) + OWN.length()) : cmdline;
        return new ProcessEntry(
                pid,
                comm,
                state,
                shell.ppid,
                group,
                session,
                foreground,
                ticks,
                nice,
                threads,
                startTicks,
                rss,
                vsz,
                tty,
                uid,
                command);
    }
}
