package io.d2k.k8s.doctor;

import com.google.gson.JsonObject;
import io.d2k.k8s.client.RawApi;
import io.d2k.k8s.doctor.Finding.Level;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether volumes get storage, and the NFS servers that volumes can name. */
final class StorageCheck {
    private static final String NFS = "nfs.csi.k8s.io";
    private static final List<String> DEFAULT_MARKS =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    private final RawApi api;

    StorageCheck(RawApi api) {
        this.api = api;
    }

    List<Finding> examine() {
        List<JsonObject> classes;
        try {
            classes = Doctor.items(api.get("/apis/storage.k8s.io/v1/storageclasses"));
        } catch (IOException e) {
            return List.of(new Finding(
                    "storage", Level.WARN, "not known: storage classes may not be listed; NFS volumes are refused"));
        }
        List<Finding> findings = new ArrayList<>();
        String defaults = classes.stream()
                .filter(StorageCheck::isDefault)
                .map(StorageCheck::words)
                .collect(Collectors.joining(", "));
        String all = classes.stream().map(StorageCheck::words).collect(Collectors.joining(", "));
        findings.add(
                defaults.isEmpty()
                        ? new Finding(
                                "storage",
                                Level.WARN,
                                (all.isEmpty() ? "there is no storage class" : "no default among " + all)
                                        + ": a container with a volume does not start")
                        : new Finding("storage", Level.OK, "default " + defaults));
        String servers = classes.stream()
                .filter(c -> Doctor.text(c, "provisioner").equals(NFS))
                .map(c -> Doctor.text(Doctor.object(c, "parameters"), "server"))
                .distinct()
                .collect(Collectors.joining(", "));
        findings.add(new Finding(
                "NFS",
                Level.OK,
                servers.isEmpty() ? "no storage class with provisioner " + NFS : "servers " + servers));
        return findings;
    }

    private static boolean isDefault(JsonObject storageClass) {
        JsonObject annotations = Doctor.object(Doctor.object(storageClass, "metadata"), "annotations");
        return DEFAULT_MARKS.stream().anyMatch(m -> Doctor.text(annotations, m).equals("true"));
    }

    private static String words(JsonObject storageClass) {
        return Doctor.text(Doctor.object(storageClass, "metadata"), "name") + " ("
                + Doctor.text(storageClass, "provisioner") + ")";
    }
}
