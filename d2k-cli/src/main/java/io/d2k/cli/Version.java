package io.d2k.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of d2k, as the build wrote it into the jar, and that of the Java it runs on. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "d2k " + Objects.requireNonNullElse(version, "unpackaged"), "Java " + Runtime.version(),
        };
    }
}
