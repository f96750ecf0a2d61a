package io.d2k.docker.json;

import io.d2k.domain.file.FileStat;
import java.util.Base64;

/** What a path in a container is, as a header holds it. */
public final class FileStatEncoder {
    private FileStatEncoder() {}

    /** Returns the value of {@code X-Docker-Container-Path-Stat}. */
    public static String encode(FileStat stat) {
        var document = DockerJson.mapper()
                .createObjectNode()
                .put("name", stat.name())
                .put("size", stat.size())
                .put("mode", stat.mode())
                .put("mtime", GoTime.nanos(stat.mtime()))
                .put("linkTarget", stat.linkTarget());
        return Base64.getEncoder().encodeToString(DockerJson.bytes(document));
    }
}
