package io.d2k.domain.port.in;

import io.d2k.domain.Filters;
import io.d2k.domain.volume.VolumeRecord;
import java.util.List;
import java.util.Map;

/** Volumes. */
public interface Volumes {
    /**
     * Makes a volume, or gives back the one of that name.
     *
     * @param name empty for a made-up one
     * @param driver empty for {@code local}
     */
    Made create(String name, String driver, Map<String, String> options, Map<String, String> labels);

    /**
     * A volume that is there now.
     *
     * @param warnings what its options ask for and cannot get
     */
    record Made(VolumeRecord volume, List<String> warnings) {
        /** Copies the list. */
        public Made {
            warnings = List.copyOf(warnings);
        }
    }

    /** Lists volumes by name. */
    List<VolumeRecord> list(Filters filters);

    /** Tells all about one volume. */
    VolumeRecord inspect(String name);

    /** Removes a volume that no container uses; {@code force} forgives an absent one. */
    void remove(String name, boolean force);

    /**
     * Removes unused volumes: anonymous ones, and named ones too with filter {@code all}. One that was made with driver
     * options stays, as in moby, since such a volume may hold what did not come from the engine.
     *
     * @return the names of the removed
     */
    List<String> prune(Filters filters);
}
