package io.d2k.k8s.doctor;

import java.util.List;

/**
 * One thing that was looked at.
 *
 * @param check what was looked at, such as {@code metrics}
 * @param level how it is
 * @param text what was found, and what follows
 */
public record Finding(String check, Level level, String text) {
    /** How things are. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Something is missing that d2k works without. */
        WARN,
        /** d2k cannot do its main job. */
        FAIL
    }

    /** Returns whether containers can be run, with what was found. */
    public static boolean usable(List<Finding> findings) {
        return findings.stream().noneMatch(f -> f.level() == Level.FAIL);
    }
}
