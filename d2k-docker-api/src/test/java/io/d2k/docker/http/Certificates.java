package io.d2k.docker.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority, and what it signs; all made by the JDK's own keytool. */
final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final Path store;

    Certificates(Path folder) throws Exception {
        this.folder = folder;
        this.store = folder.resolve("keys.p12");
        generate("EC", "ca", "-ext", "bc:c");
    }

    /** Makes a key whose certificate the authority signs. */
    Certificates signed(String name) throws Exception {
        generate("EC", name, "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
        return this;
    }

    /** Makes an RSA key whose certificate the authority signs. */
    Certificates signedRsa(String name) throws Exception {
        generate("RSA", name, "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
        return this;
    }

    /** Makes a key that signs its own certificate. */
    Certificates foreign(String name) throws Exception {
        generate("EC", name);
        return this;
    }

    private void generate(String algorithm, String name, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    /** Writes the certificate of a key into a file. */
    Path certificate(String name, String file) throws IOException, GeneralSecurityException {
        return write(file, "CERTIFICATE", keys().getCertificate(name).getEncoded());
    }

    /** Writes a key into a file, as PKCS #8. */
    Path key(String name, String file) throws IOException, GeneralSecurityException {
        return write(file, "PRIVATE KEY", keys().getKey(name, PASSWORD).getEncoded());
    }

    /** Writes a key into a file in the form that OpenSSL had before PKCS #8: what is within, without its wrapping. */
    Path oldKey(String name, String file) throws IOException, GeneralSecurityException {
        var key = keys().getKey(name, PASSWORD);
        ByteBuffer encoded = ByteBuffer.wrap(key.getEncoded());
        skip(encoded, false); // into the sequence
        skip(encoded, true); // past the version
        skip(encoded, true); // past the algorithm
        skip(encoded, false); // into the octets
        byte[] within = new byte[encoded.remaining()];
        encoded.get(within);
        return write(file, key.getAlgorithm() + " PRIVATE KEY", within);
    }

    private static void skip(ByteBuffer encoded, boolean whole) {
        encoded.get();
        int first = encoded.get() & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = 0x80; i < first; i++) {
            length = length << 8 | encoded.get() & 0xff;
        }
        if (whole) {
            encoded.position(encoded.position() + length);
        }
    }

    private Path write(String file, String kind, byte[] bytes) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + kind + "-----\n";
        // exchanged as a whole, as the files of a mounted Secret are
        Path fresh = Files.writeString(folder.resolve(file + ".new"), text);
        return Files.move(fresh, folder.resolve(file), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns what a client needs that trusts the authority and has a key, or none. */
    SSLContext client(Optional<String> name) throws IOException, GeneralSecurityException {
        KeyStore all = keys();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("ca", all.getCertificate("ca"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, PASSWORD);
        if (name.isPresent()) {
            Certificate[] chain = all.getCertificateChain(name.get());
            own.setKeyEntry("own", all.getKey(name.get(), PASSWORD), PASSWORD, chain);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }
}
