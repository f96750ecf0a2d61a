package io.d2k.domain.port.in;

import io.d2k.domain.system.InfoView;

/** The engine as a whole. */
public interface SystemInfo {
    /** Tells what the engine is and holds. */
    InfoView info();

    /** Returns whether requests can be served. */
    boolean ready();
}
