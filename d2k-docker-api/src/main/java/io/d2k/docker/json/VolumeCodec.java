package io.d2k.docker.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.port.in.Volumes;
import io.d2k.domain.volume.VolumeRecord;
import java.util.List;
import java.util.Map;

/** Reads and writes volumes. */
public final class VolumeCodec {
    private static final GoStruct CREATE = GoStruct.named("volume.CreateOptions")
            .field("Driver", GoTypes.TEXT)
            .field("DriverOpts", GoTypes.TEXT_MAP)
            .field("Labels", GoTypes.TEXT_MAP)
            .field("Name", GoTypes.TEXT)
            .field(
                    "ClusterVolumeSpec",
                    new GoType.Nullable(
                            GoStruct.named("volume.ClusterVolumeSpec").build()))
            .build();

    private VolumeCodec() {}

    /**
     * Reads {@code POST /volumes/create}; an empty body asks for a made-up name.
     *
     * @throws EngineException of kind INVALID in Docker's words, UNSUPPORTED for a cluster volume
     */
    public static Create decode(byte[] body) {
        var fields = new Fields(DockerJson.read(body, CREATE));
        if (fields.isSet("ClusterVolumeSpec")) {
            throw EngineException.unsupported(
                    "cluster volumes are not available on Kubernetes: use a volume with the driver options of an NFS server");
        }
        return new Create(fields.text("Name"), fields.text("Driver"), fields.map("DriverOpts"), fields.map("Labels"));
    }

    /**
     * One volume: answer of create (201) and inspect. It has no path on a host, so its mount point is empty. There is no
     * status: the API's description allows objects in it whose members it does not tell, which clients that are made
     * from the description cannot read.
     */
    public static ObjectNode encode(VolumeRecord volume) {
        ObjectNode out = DockerJson.object()
                .put("CreatedAt", GoTime.seconds(volume.created()))
                .put("Driver", volume.driver());
        out.set("Labels", mapOrNull(volume.labels()));
        out.put("Mountpoint", "").put("Name", volume.name());
        out.set("Options", mapOrNull(volume.options()));
        return out.put("Scope", "local");
    }

    /** What create answers: Docker has no place for warnings there, so they are the status, which holds objects. */
    public static ObjectNode encode(Volumes.Made made) {
        ObjectNode out = encode(made.volume());
        if (!made.warnings().isEmpty()) {
            ObjectNode warnings = out.putObject("Status").putObject("Warnings");
            made.warnings().forEach(w -> warnings.put(Integer.toString(warnings.size() + 1), w));
        }
        return out;
    }

    /** What {@code GET /volumes} answers. */
    public static ObjectNode list(List<VolumeRecord> volumes) {
        ObjectNode out = DockerJson.object();
        ArrayNode list = out.putArray("Volumes");
        volumes.forEach(v -> list.add(encode(v)));
        return out.putNull("Warnings");
    }

    /** What {@code POST /volumes/prune} answers. No space is reclaimed that d2k could measure. */
    public static ObjectNode pruned(List<String> names) {
        ObjectNode out = DockerJson.object();
        out.set("VolumesDeleted", DockerJson.array(names));
        return out.put("SpaceReclaimed", 0);
    }

    private static JsonNode mapOrNull(Map<String, String> map) {
        return map.isEmpty() ? NullNode.instance : DockerJson.map(map);
    }

    /**
     * A volume to create.
     *
     * @param name empty for a made-up one
     * @param driver empty for the default
     * @param options the driver's options
     * @param labels its labels
     */
    public record Create(String name, String driver, Map<String, String> options, Map<String, String> labels) {
        /** Copies the maps. */
        public Create {
            options = Map.copyOf(options);
            labels = Map.copyOf(labels);
        }
    }
}
