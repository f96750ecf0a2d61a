package io.d2k.domain.port.out;

import io.d2k.domain.volume.VolumePlan;
import io.d2k.domain.volume.VolumeRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Volumes as the cluster holds them; reads come from memory. */
public interface VolumeStore {
    /** Returns the names of the claims that volumes have. */
    default Set<String> claims() {
        return list().stream().map(VolumeRecord::claim).collect(Collectors.toSet());
    }

    /** Returns all volumes, in no order. */
    List<VolumeRecord> list();

    /** Returns the volume of that exact name. */
    Optional<VolumeRecord> find(String name);

    /** Makes a volume. */
    VolumeRecord create(VolumePlan plan);

    /** Notes that a volume has had content; an absent one is fine. */
    void markFilled(VolumeRecord volume);

    /** Removes a volume; an absent one is fine. */
    void remove(VolumeRecord volume);
}
