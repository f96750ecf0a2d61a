package io.d2k.docker.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a Unix socket. */
final class SocketFile {
    private SocketFile() {}

    /**
     * Removes the socket that an earlier run left behind.
     *
     * @throws UncheckedIOException when somebody listens on it, or it is a file of another kind
     */
    static void makeWay(Path path) {
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isOther()) {
                throw new FileAlreadyExistsException(path.toString(), null, "is not a socket");
            }
            if (served(path)) {
                throw new FileAlreadyExistsException(path.toString(), null, "another engine listens on it");
            }
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + path + ": " + e.getMessage(), e);
        }
    }

    private static boolean served(Path path) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets the owner and the group use it, as the Docker Engine does. */
    static void restrict(Path path) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot restrict access to " + path, e);
        }
    }
}
