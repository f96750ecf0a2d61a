package io.d2k.domain.volume;

import java.util.List;
import java.util.Optional;

/** What the driver options of a volume ask for. */
public sealed interface VolumeRequest {
    /**
     * Storage of the cluster.
     *
     * @param storageClass nothing for the cluster's default
     * @param access who may mount it
     * @param bytes its size
     */
    record Storage(Optional<String> storageClass, Access access, long bytes) implements VolumeRequest {}

    /**
     * A share of an NFS server.
     *
     * @param server address or name
     * @param path the directory asked for
     * @param mountOptions other options of the mount
     * @param readOnly whether nobody may write
     * @param bytes its size, as far as the server minds
     */
    record Nfs(String server, String path, List<String> mountOptions, boolean readOnly, long bytes)
            implements VolumeRequest {
        /** Copies the list. */
        public Nfs {
            mountOptions = List.copyOf(mountOptions);
        }
    }

    /**
     * A directory of the node.
     *
     * @param path absolute
     * @param readOnly whether nobody may write
     */
    record HostPath(String path, boolean readOnly) implements VolumeRequest {}

    /** Who may mount a volume at the same time, in Kubernetes' terms. */
    enum Access {
        /** The pods of one node. */
        READ_WRITE_ONCE,
        /** All pods. */
        READ_WRITE_MANY
    }
}
