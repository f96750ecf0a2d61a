package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.container.TopView;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Refusals;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopRuleTest {
    private static String process(int pid, String comm, int ppid, int tty, long ticks, String uid, String cmdline) {
        return pid + " (" + comm + ") S " + ppid + " 1 1 " + tty + " -1 0 0 0 0 0 " + ticks
                + " 0 0 0 20 0 1 0 1000 2097152 100" + "\u001f" + uid + "\u001f" + cmdline + "\u001e";
    }

    /** 1 and 7 belong to the container; 20 lists them, 21 is a child of it. */
    private static final String OUTPUT = "110.00 50.00 10000\u001e"
            + process(1, "sleep (x) y", 0, 0, 500, "0", "sleep 100 ")
            + process(7, "kworker", 1, 0x8803, 0, "33", "")
            + process(21, "cat", 20, 0, 0, "0", "cat /proc/21/stat ")
            + "20";

    @Test
    void theFullTableIsMade() {
        TopView view = TopRule.table(OUTPUT, "");
        assertEquals(List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"), view.titles());
        assertEquals(2, view.processes().size());
        List<String> first = view.processes().getFirst();
        assertEquals(List.of("root", "1", "0", "5"), first.subList(0, 4));
        assertEquals(List.of("?", "00:00:05", "sleep 100"), first.subList(5, 8));
        List<String> second = view.processes().get(1);
        assertEquals(List.of("33", "7", "1", "0"), second.subList(0, 4));
        assertEquals(List.of("pts/3", "00:00:00", "[kworker]"), second.subList(5, 8));
        assertEquals(view.titles(), TopRule.table(OUTPUT, "-ef").titles());
    }

    @Test
    void shellsOfExecsAreNotShownButTheirCommandsAre() {
        String shell = "/bin/sh -c f() { printf 'x'; }; b \"$@\" d2k-exec head -c 10 ";
        TopView view = TopRule.table(
                "110.00 50.00\u001e"
                        + process(1, "sleep", 0, 0, 0, "0", "sleep 100 ")
                        // listed by names, which is not in the order of their beginning
                        + process(100, "head", 99, 0, 0, "0", "head -c 10 ")
                        + process(120, "sh", 119, 0, 0, "0", shell)
                        + process(121, "child", 120, 0, 0, "0", "child ")
                        + process(119, "sh", 0, 0, 0, "0", shell)
                        + process(99, "sh", 0, 0, 0, "0", shell)
                        + process(131, "sleep", 130, 0, 0, "0", "sleep 0.1 ")
                        + process(130, "sh", 0, 0, 0, "0", "/bin/sh -c while ... d2k-guard /proc 65 ")
                        + "20",
                "-o pid,ppid,args");
        assertEquals(
                List.of(
                        List.of("1", "0", "sleep 100"),
                        List.of("100", "0", "head -c 10"),
                        List.of("120", "0", "head -c 10"),
                        List.of("121", "120", "child")),
                view.processes());
    }

    @Test
    void whatHasEndedMeanwhileIsNotShown() {
        String output = "110.00 50.00\u001e"
                + process(1, "sleep", 0, 0, 0, "0", "sleep 100 ")
                + process(12, "sh", 0, 0, 0, "", "")
                + "20";
        assertEquals(
                List.of(List.of("1", "sleep 100")),
                TopRule.table(output, "-o pid,args").processes());
    }

    @Test
    void columnsAreChosen() {
        TopView view = TopRule.table(OUTPUT, "-eo pid,comm,rss,vsz,etime,stat,pcpu");
        assertEquals(List.of("PID", "COMMAND", "RSS", "VSZ", "ELAPSED", "STAT", "%CPU"), view.titles());
        assertEquals(
                List.of("1", "sleep (x) y", "400", "2048", "01:40", "Ss", "5.0"),
                view.processes().getFirst());
        assertEquals(
                List.of("PID", "%MEM", "NI", "NLWP", "PGID", "SID"),
                TopRule.table(OUTPUT, "-o pid,pmem,ni,nlwp,pgid,sid").titles());
        assertEquals(
                List.of("PID", "COMMAND"),
                TopRule.table(OUTPUT, "-o pid -o args").titles());
    }

    @Test
    void theTableOfAuxIsThatOfPs() {
        TopView view = TopRule.table(OUTPUT, "aux");
        assertEquals(
                List.of("USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"),
                view.titles());
        List<String> first = view.processes().getFirst();
        assertEquals(List.of("root", "1", "5.0", "4.0", "2048", "400", "?", "Ss"), first.subList(0, 8));
        assertEquals(List.of("0:05", "sleep 100"), first.subList(9, 11));
    }

    @ParameterizedTest
    @CsvSource({
        "0 20 0 1, 9, -1, S",
        "0 20 0 1, 7, -1, Ss",
        "0 20 5 1, 9, -1, SN",
        "0 20 -5 3, 9, -1, S<l",
        "0 20 0 1, 9, 1, S+"
    })
    void theStateHasTheFlagsOfPs(String rest, int session, int foreground, String state) {
        String stat = "7 (p) S 1 1 " + session + " 34816 " + foreground + " 0 0 0 0 0 0 0 0 " + rest
                + " 0 1000 2097152 100\u001f0\u001fp\u001e";
        TopView view = TopRule.table("110.00 50.00\u001e" + stat + "20", "-o pid,stat");
        assertEquals(List.of(List.of("7", state)), view.processes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "-o nosuch,pid", "-o", "--forest"})
    void otherArgumentsAreRefused(String args) {
        Refusals.invalid(
                "error running ps: unsupported arguments \"" + args
                        + "\": use -ef, aux or -o with "
                        + "%cpu,%mem,args,bsdtime,c,cmd,comm,command,etime,ni,nice,nlwp,pcpu,pgid,pid,pmem,ppid,rss,rssize,s,sid,"
                        + "start_time,stat,stime,time,tname,tty,uid,user,vsize,vsz",
                () -> TopRule.table(OUTPUT, args));
    }

    @Test
    void thePidColumnIsNeeded() {
        Refusals.refused(
                ErrorKind.INTERNAL, "Couldn't find PID field in ps output", () -> TopRule.table(OUTPUT, "-o cmd"));
    }
}
