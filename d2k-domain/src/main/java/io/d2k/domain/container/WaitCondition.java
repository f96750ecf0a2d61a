package io.d2k.domain.container;

import io.d2k.domain.error.EngineException;

/** What {@code POST /containers/ID/wait} waits for. */
public enum WaitCondition {
    /** That the container does not run; at once when it does not. The default. */
    NOT_RUNNING("not-running"),
    /** The next end of its process. */
    NEXT_EXIT("next-exit"),
    /** Its removal. */
    REMOVED("removed");

    private final String word;

    WaitCondition(String word) {
        this.word = word;
    }

    /**
     * Returns the condition of that name; the default for an empty one.
     *
     * @throws EngineException when there is none, in Docker's words
     */
    public static WaitCondition of(String name) {
        if (name.isEmpty()) {
            return NOT_RUNNING;
        }
        for (WaitCondition c : values()) {
            if (c.word.equals(name)) {
                return c;
            }
        }
        throw EngineException.invalid("invalid condition: \"" + name + "\"");
    }
}
