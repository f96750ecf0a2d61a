package io.d2k.domain.port.out;

import io.d2k.domain.volume.StorageClass;
import java.util.List;
import java.util.Optional;

/** The storage that the cluster offers; reads come from memory. */
public interface StorageClasses {
    /** Returns all classes; nothing where d2k may not see them. */
    Optional<List<StorageClass>> list();
}
