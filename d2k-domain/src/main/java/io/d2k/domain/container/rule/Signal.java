package io.d2k.domain.container.rule;

import io.d2k.domain.container.ProcessSpec;
import io.d2k.domain.error.EngineException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A signal of Linux.
 *
 * @param number 1 to 64
 */
public record Signal(int number) {
    private static final int REAL_TIME_MIN = 34;
    private static final int REAL_TIME_MAX = 64;
    private static final String[] NAMES = {
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };
    private static final Map<String, Integer> NUMBERS = numbers();

    /** Ends a process for certain. */
    public static final Signal KILL = new Signal(9);

    /** Asks a process to end. */
    public static final Signal TERM = new Signal(15);

    /** Returns the signal of a name (with or without SIG, in any case) or number; nothing where there is none. */
    public static Optional<Signal> parse(String text) {
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
            int number = text.length() > 2 ? -1 : Integer.parseInt(text);
            return number < 1 || number > REAL_TIME_MAX ? Optional.empty() : Optional.of(new Signal(number));
        }
        String name = text.toUpperCase(Locale.ROOT);
        return Optional.ofNullable(NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name))
                .map(Signal::new);
    }

    /**
     * Checks the signal by which a process is to be stopped.
     *
     * @throws EngineException where there is no such signal, in Docker's words
     */
    public static void checkStop(ProcessSpec process) {
        String signal = process.stopSignal();
        if (!signal.isEmpty() && parse(signal).isEmpty()) {
            throw EngineException.invalid("invalid signal: " + signal);
        }
    }

    /** Returns why a text is no signal, as Docker tells who sends it: numbers are known to be signals elsewhere. */
    public static String refusal(String text) {
        return text.matches("-?0*[1-9]\\d*")
                ? "the linux daemon does not support signal " + text
                : "invalid signal: " + text;
    }

    private static Map<String, Integer> numbers() {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < NAMES.length; i++) {
            map.put(NAMES[i], i + 1);
        }
        map.put("IOT", 6);
        map.put("CLD", 17);
        map.put("POLL", 29);
        for (int n = REAL_TIME_MIN; n <= REAL_TIME_MAX; n++) {
            map.put(n == REAL_TIME_MIN ? "RTMIN" : "RTMIN+" + (n - REAL_TIME_MIN), n);
            map.put(n == REAL_TIME_MAX ? "RTMAX" : "RTMAX-" + (REAL_TIME_MAX - n), n);
        }
        return map;
    }
}
