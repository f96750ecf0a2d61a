package io.d2k.domain.engine;

import io.d2k.domain.container.ContainerRecord;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.file.ContainerPath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a copy that failed in the container is told as. */
final class FileFailure {
    /** What BusyBox' tar and GNU's say of a file that something is mounted on. */
    private static final Pattern BUSY = Pattern.compile(
            "tar: (?:can't remove old file )?(.*?)(?:: Cannot (?:unlink|open|remove))?: (?:Device or resource|Resource) busy");

    private FileFailure() {}

    static EngineException missing(String path, String ref) {
        return EngineException.notFound("Could not find the file " + path + " in container " + ref);
    }

    static EngineException noTool(ContainerRecord record, String tool) {
        return EngineException.unsupported("cp is not possible with container " + record.name() + ": its image has no "
                + tool + ", by which d2k carries files; use an image that has one, or a volume");
    }

    static EngineException notRunning(ContainerRecord record) {
        return EngineException.unsupported("container " + record.name()
                + " is not running, and Kubernetes keeps no files of a container that does not run: copy while it runs,"
                + " or keep the files in a volume");
    }

    /**
     * Reads what a tool in the container complained of.
     *
     * @param operation the system call that Docker would name
     */
    static EngineException of(String words, String operation, String path, String ref) {
        if (words.endsWith("No such file or directory")) {
            return missing(path, ref);
        }
        if (words.contains("Permission denied") || words.contains("Operation not permitted")) {
            return EngineException.forbidden(
                    lastLine(words) + ": on Kubernetes cp has the rights of the container's user, not root's");
        }
        for (String reason : new String[] {"Not a directory", "Too many levels of symbolic links"}) {
            if (words.endsWith(reason)) {
                return EngineException.internal(
                        operation + " " + path + ": " + Character.toLowerCase(reason.charAt(0)) + reason.substring(1));
            }
        }
        return EngineException.internal(lastLine(words));
    }

    /**
     * Reads what a tar in the container complained of.
     *
     * @param directory that it unpacked in, as the client wrote it
     */
    static EngineException unpacking(String words, String directory, String ref) {
        Matcher busy =
                BUSY.matcher(lastLine(words.replaceAll("\n.*(Exiting with failure|Error is not recoverable).*", "")));
        return busy.matches()
                ? EngineException.internal("unlinkat " + ContainerPath.clean(directory + "/" + busy.group(1))
                        + ": device or resource busy")
                : of(words, "unpack", directory, ref);
    }

    /** Returns the failure of a container that answered otherwise than its shell was asked to. */
    static EngineException noAnswer(ContainerRecord record, int exitCode, String words) {
        // a runtime names the command that it cannot find; otherwise the container is about to end
        boolean shell = words.isBlank() || words.contains(ExecCommandRule.SHELL);
        if ((exitCode == 126 || exitCode == 127) && shell) {
            return noTool(record, "shell");
        }
        return new EngineException(
                ErrorKind.UNAVAILABLE,
                "container " + record.name() + " broke off the copy"
                        + Optional.of(lastLine(words))
                                .filter(w -> !w.isEmpty())
                                .map(w -> ": " + w)
                                .orElse(""));
    }

    private static String lastLine(String words) {
        String text = words.strip();
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
