package io.d2k.domain.volume;

import java.util.List;
import java.util.Map;

/**
 * A kind of storage that the cluster offers.
 *
 * @param name its name
 * @param provisioner what makes its volumes
 * @param parameters what the provisioner is told
 * @param mountOptions how its volumes are mounted
 */
public record StorageClass(String name, String provisioner, Map<String, String> parameters, List<String> mountOptions) {
    /** Copies the collections. */
    public StorageClass {
        parameters = Map.copyOf(parameters);
        mountOptions = List.copyOf(mountOptions);
    }
}
