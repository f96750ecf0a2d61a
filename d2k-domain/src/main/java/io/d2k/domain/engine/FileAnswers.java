package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.FileMode;
import io.d2k.domain.file.FileStat;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the answers of {@link FileScripts}. */
final class FileAnswers {
    // raw mode, size, seconds, user, group, and the time in words, where a fraction of the second may stand
    private static final Pattern STAT = Pattern.compile(
            "([0-9a-f]+) (\\d+) (-?\\d+) (\\d+) (\\d+) [^\\n]*?(?:\\.(\\d{9})[^\\n]*)?\\n([^\\x00]*)\\n([^\\x00]*)");

    private static final Pattern PLACE = Pattern.compile("(\\d+) (\\d+) (/[^\\x00]*)");

    private FileAnswers() {}

    /**
     * What stat said.
     *
     * @param uid owner
     * @param gid group
     */
    record Stat(FileStat stat, long uid, long gid) {}

    /** Where an archive is unpacked, and by whom. */
    record Place(long uid, long gid, String path) {}

    static Optional<Stat> stat(ContainerPath path, String text) {
        Matcher m = STAT.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            long nanos = m.group(6) == null ? 0 : Long.parseLong(m.group(6));
            Instant mtime = Instant.ofEpochSecond(Long.parseLong(m.group(3)), nanos);
            String target = m.group(7);
            if (target.isEmpty() && !m.group(8).isEmpty()) {
                target = path.follow(m.group(8));
            }
            long mode = FileMode.of(Integer.parseInt(m.group(1), 16));
            FileStat stat = new FileStat(path.base(), Long.parseLong(m.group(2)), mode, mtime, target);
            return Optional.of(new Stat(stat, Long.parseLong(m.group(4)), Long.parseLong(m.group(5))));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    static Optional<Place> place(String text) {
        Matcher m = PLACE.matcher(text);
        return m.matches()
                ? Optional.of(new Place(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), m.group(3)))
                : Optional.empty();
    }

    /**
     * Reads what the script said of the directory of an archive.
     *
     * @throws io.d2k.domain.error.EngineException in Docker's words where it is none
     */
    static Place place(ContainerRecord record, ProcessTalk process, ContainerPath path, String ref) throws IOException {
        String answer = process.answer();
        String rest = rest(answer);
        return switch (kind(answer)) {
            case 'R' -> place(rest).orElseThrow(() -> EngineException.internal("container answered " + rest.strip()));
            case 'N' -> throw FileFailure.missing(path.text(), ref);
            case 'D' ->
                throw EngineException.internal(
                        (rest.equals("self") ? "lstat " + path.text() + ": " : "") + "not a directory");
            case 'F' -> throw EngineException.internal("extraction point is not a directory");
            case 'E' -> throw FileFailure.of(rest, "open", path.text(), ref);
            case 'M' -> throw FileFailure.noTool(record, rest);
            default -> throw FileFailure.noAnswer(record, process.await(), answer + process.errors());
        };
    }

    /** Returns the letter of an answer, {@code ?} where it is no answer of a script's. */
    static char kind(String answer) {
        return answer.length() > 1 && answer.charAt(1) == ' ' ? answer.charAt(0) : '?';
    }

    /** Returns what belongs to the letter. */
    static String rest(String answer) {
        return answer.length() > 2 ? answer.substring(2) : "";
    }
}
