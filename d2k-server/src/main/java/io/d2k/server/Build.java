package io.d2k.server;

import io.d2k.docker.json.SystemEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this build of d2k says of itself.
 *
 * @param version such as {@code 0.1.0}
 * @param commit the commit it was built from, empty where unknown
 * @param time when that was made, RFC 3339, empty where unknown
 */
public record Build(String version, String commit, String time) {
    private static final String RESOURCE = "build.properties";

    /** Returns what the build has written. */
    public static Build current() {
        try (InputStream in = Build.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build has left out " + RESOURCE);
            }
            var written = new Properties();
            written.load(in);
            return new Build(
                    written.getProperty("version"), written.getProperty("commit"), written.getProperty("time"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns it as clients of the Docker API are told. */
    public SystemEncoder.Build told() {
        return new SystemEncoder.Build(version, commit, time);
    }
}
