package io.d2k.registry;

import io.d2k.domain.error.EngineException;
import java.util.Locale;

/** Rule: which platform images are looked up for when nobody asks for one. */
final class ClusterPlatform {
    private static final System.Logger LOG = System.getLogger(ClusterPlatform.class.getName());

    private ClusterPlatform() {}

    /** Returns the platform that the cluster names; while it names none, the one that d2k itself runs on. */
    static Platform parse(String text) {
        Platform own = Platform.of("linux", System.getProperty("os.arch", "").toLowerCase(Locale.ROOT), "");
        if (text.isBlank()) {
            return own;
        }
        try {
            return Platform.parse(text.strip(), own);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "The cluster''s platform is unknown: {0}", e.getMessage());
            return own;
        }
    }
}
