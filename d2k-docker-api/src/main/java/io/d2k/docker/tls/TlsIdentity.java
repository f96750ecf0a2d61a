package io.d2k.docker.tls;

import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The certificate of the server and the authority of its clients, read from PEM files. Files that change are read anew
 * at the next connection; when that fails, the log tells why and the old ones stay.
 */
public final class TlsIdentity {
    private static final System.Logger LOG = System.getLogger(TlsIdentity.class.getName());
    /** Helidon's sockets serve half-closed connections of TLS 1.3 only. */
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final Path certificates;
    private final Path key;
    private final Optional<Path> authority;
    private Loaded current;

    private record Loaded(List<Object> stamp, SSLContext context) {}

    private TlsIdentity(Path certificates, Path key, Optional<Path> authority)
            throws IOException, GeneralSecurityException {
        this.certificates = certificates;
        this.key = key;
        this.authority = authority;
        List<Object> stamp = stamp();
        this.current = new Loaded(stamp, load());
    }

    /**
     * Reads the files.
     *
     * @param certificates the server's certificate, and those between it and its authority
     * @param key the private key of the certificate
     * @param authority who signs clients' certificates, without which no client is served; nothing to serve all
     * @throws UncheckedIOException when a file cannot be used; the message says which and why
     */
    public static TlsIdentity read(Path certificates, Path key, Optional<Path> authority) {
        try {
            return new TlsIdentity(certificates, key, authority);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("cannot use the certificate: " + e.getMessage(), e));
        }
    }

    /** Returns the settings of a listener with this identity. */
    public Tls listener() {
        var parameters = new SSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setNeedClientAuth(authority.isPresent());
        return Tls.builder()
                .sslContext(new FreshContext(this::context))
                .sslParameters(parameters)
                .build();
    }

    private synchronized SSLContext context() {
        List<Object> stamp = stamp();
        if (!stamp.equals(current.stamp)) {
            try {
                current = new Loaded(stamp, load());
                LOG.log(Level.INFO, "the TLS certificate was read anew from " + certificates);
            } catch (IOException | GeneralSecurityException e) {
                current = new Loaded(stamp, current.context);
                LOG.log(Level.WARNING, "the changed TLS files are not used: " + e.getMessage());
            }
        }
        return current.context;
    }

    private SSLContext load() throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(
                Pem.keyManagers(certificates, key),
                authority.isPresent() ? Pem.trustManagers(authority.get()) : null,
                null);
        return context;
    }

    /** What changes with the files: a mounted Secret is exchanged by a symbolic link, so links are followed. */
    private List<Object> stamp() {
        List<Object> stamp = new ArrayList<>();
        for (Path path : authority.map(a -> List.of(certificates, key, a)).orElse(List.of(certificates, key))) {
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                stamp.add(attributes.lastModifiedTime());
                stamp.add(attributes.size());
                stamp.add(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                stamp.add("unreadable");
            }
        }
        return stamp;
    }
}
