package io.d2k.domain.engine;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.file.ContainerPath;
import io.d2k.domain.file.TarEntry;
import io.d2k.domain.file.TarNames;
import java.util.Optional;

/**
 * The first entry of an archive, whose place may be taken: it is what a client of {@code docker cp} names.
 *
 * @param exists whether the archive has one
 * @param directory whether it is a directory
 * @param name its name, in words
 * @param below the directory that the archive is unpacked in
 */
record FirstEntry(boolean exists, boolean directory, String name, String below) {
    static FirstEntry of(Optional<TarEntry> entry, String below) {
        return new FirstEntry(
                entry.isPresent(),
                entry.filter(TarEntry::directory).isPresent(),
                entry.map(TarEntry::name).map(TarNames::words).orElse(""),
                below);
    }

    /** Returns where it goes. */
    ContainerPath path() {
        return new ContainerPath(ContainerPath.clean(below + "/" + name));
    }

    /** Returns what a client is told where something of another kind is there. */
    EngineException taken() {
        return EngineException.internal("cannot overwrite " + (directory ? "non-directory" : "directory") + " \""
                + path().text() + "\" with " + (directory ? "directory" : "non-directory") + " \"" + below + "\"");
    }
}
