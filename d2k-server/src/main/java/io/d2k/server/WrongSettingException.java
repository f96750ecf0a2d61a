package io.d2k.server;

import java.io.Serial;

/** A setting that d2k cannot start with; the message is the one line that the operator reads. */
public final class WrongSettingException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Names the setting, its value, and what is expected instead. */
    public WrongSettingException(Setting setting, String value, String expected) {
        super(setting.variable() + "=" + value + ": " + expected);
    }
}
