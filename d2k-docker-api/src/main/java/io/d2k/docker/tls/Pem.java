package io.d2k.docker.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates and keys in PEM files. What a key file holds is never part of a message. */
final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED |)PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END");
    private static final char[] NO_PASSWORD = new char[0];
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;
    private static final byte[] VERSION_0 = {2, 1, 0};

    private Pem() {}

    static KeyManager[] keyManagers(Path certificates, Path key) throws IOException, GeneralSecurityException {
        List<Certificate> chain = certificates(certificates);
        PrivateKey secret = key(key, chain.get(0).getPublicKey());
        checkPair(key, secret, chain.get(0).getPublicKey());
        KeyStore store = empty();
        store.setKeyEntry("server", secret, NO_PASSWORD, chain.toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /** Files that are exchanged one after the other are no pair for a moment. */
    private static void checkPair(Path path, PrivateKey secret, PublicKey known) throws GeneralSecurityException {
        String algorithm = switch (known.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> known.getAlgorithm();
        };
        byte[] sample = path.toString().getBytes(StandardCharsets.UTF_8);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(secret);
        signer.update(sample);
        byte[] signed = signer.sign();
        signer.initVerify(known);
        signer.update(sample);
        if (!signer.verify(signed)) {
            throw new InvalidKeyException(path + " is not the key of the certificate");
        }
    }

    static TrustManager[] trustManagers(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate certificate : certificates(authority)) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<Certificate> certificates(Path path) throws IOException {
        List<Certificate> found;
        try {
            found = List.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(read(path))));
        } catch (GeneralSecurityException e) {
            throw new IOException(path + " holds no certificate in PEM form", e);
        }
        if (found.isEmpty()) {
            throw new IOException(path + " holds no certificate in PEM form");
        }
        return found;
    }

    /** Reads a key of the certificate's kind: PKCS #8, or what OpenSSL had before, PKCS #1 (RSA) and SEC 1 (EC). */
    private static PrivateKey key(Path path, PublicKey known) throws IOException, GeneralSecurityException {
        Matcher m = KEY.matcher(new String(read(path), StandardCharsets.US_ASCII));
        if (!m.find()) {
            throw new IOException(path + " holds no private key in PEM form");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(m.group(2));
        String algorithm = known.getAlgorithm();
        byte[] pkcs8 = switch (m.group(1)) {
            case "PRIVATE KEY" -> bytes;
            case "ENCRYPTED PRIVATE KEY" -> throw new IOException(path + " is encrypted: d2k has no password for it");
            default -> {
                if (!m.group(1).startsWith(algorithm)) {
                    throw new InvalidKeyException(path + " holds no " + algorithm + " key, as the certificate has");
                }
                yield tagged(SEQUENCE, join(VERSION_0, join(algorithmOf(known), tagged(OCTETS, bytes))));
            }
        };
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeyException(path + " holds no " + algorithm + " key, as the certificate has", e);
        }
    }

    /**
     * Returns the AlgorithmIdentifier (RFC 5280, 4.1.1.2) that a public key begins with: kind and curve, which its private
     * key shares.
     */
    private static byte[] algorithmOf(PublicKey key) {
        ByteBuffer encoded = ByteBuffer.wrap(key.getEncoded());
        length(encoded);
        int begin = encoded.position();
        int length = length(encoded);
        return java.util.Arrays.copyOfRange(encoded.array(), begin, encoded.position() + length);
    }

    /** Reads the tag and the length of a value. */
    private static int length(ByteBuffer encoded) {
        encoded.get();
        int first = encoded.get() & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = 0x80; i < first; i++) {
            length = length << 8 | encoded.get() & 0xff;
        }
        return length;
    }

    /** Encodes a value with its tag and its length, which takes three bytes at most. */
    private static byte[] tagged(int tag, byte[] content) {
        int length = content.length;
        return join(new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length}, content);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] read(Path path) throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + path, e);
        } catch (IOException e) {
            throw new IOException("cannot read " + path, e);
        }
    }
}
