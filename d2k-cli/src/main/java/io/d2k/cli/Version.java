package io.d2k.cli;

import io.d2k.server.Build;
import picocli.CommandLine.IVersionProvider;

/** The version of d2k, as the build wrote it, and that of the Java it runs on. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        Build build = Build.current();
        String commit = build.commit().isEmpty() ? "" : " (commit " + build.commit() + ")";
        return new String[] {"d2k " + build.version() + commit, "Java " + Runtime.version()};
    }
}
