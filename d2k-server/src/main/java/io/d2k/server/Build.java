package io.d2k.server;

import io.d2k.docker.json.SystemEncoder;
import java.util.Optional;

/** What this build says of itself, as Maven wrote it into the jar. */
public final class Build {
    private static final String UNPACKAGED = "0.0.0-dev";

    private Build() {}

    /** Returns it. */
    public static SystemEncoder.Build current() {
        String version = Optional.ofNullable(Build.class.getPackage().getImplementationVersion())
                .orElse(UNPACKAGED);
        return new SystemEncoder.Build(version, "", "");
    }
}
