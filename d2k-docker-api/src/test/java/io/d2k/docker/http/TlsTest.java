package io.d2k.docker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.when;

import io.d2k.docker.tls.TlsIdentity;
import io.d2k.domain.exec.ExecSpec;
import io.d2k.domain.exec.ExecView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final int SIZE = 8 << 20;

    @TempDir
    private static Path folder;

    private static Certificates certificates;
    private TestServer server;

    @BeforeAll
    static void make() throws Exception {
        certificates =
                new Certificates(folder).signed("server").signed("client").foreign("stranger");
    }

    @AfterAll
    static void forget() {
        certificates = null;
    }

    private void serve(boolean clients) throws Exception {
        server = new TestServer(HttpSettings.of("127.0.0.1", 0)
                .withTls(TlsIdentity.read(
                        certificates.certificate("server", "cert.pem"),
                        certificates.key("server", "key.pem"),
                        clients ? Optional.of(certificates.certificate("ca", "ca.pem")) : Optional.empty())));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Wire wire(Optional<String> key) throws Exception {
        SSLContext context = certificates.client(key);
        return new Wire(context.getSocketFactory().createSocket("localhost", server.port()));
    }

    private String ping(Optional<String> key) throws Exception {
        try (Wire wire = wire(key)) {
            wire.request("GET", "/_ping");
            return wire.answer(false).body();
        }
    }

    @Test
    void clientsNeedNoCertificateWithoutAnAuthority() throws Exception {
        serve(false);
        assertEquals("OK", ping(Optional.empty()));
        assertEquals("OK", ping(Optional.of("stranger")));
    }

    @Test
    void onlyClientsOfTheAuthorityAreServed() throws Exception {
        serve(true);
        assertEquals("OK", ping(Optional.of("client")));
        assertThrows(IOException.class, () -> ping(Optional.empty()));
        assertThrows(IOException.class, () -> ping(Optional.of("stranger")));
        server.close(); // with what its requests have told
        assertEquals(1, server.outcomes.size(), "requests of refused clients never reach a route");
    }

    @Test
    void plainRequestsAreRefused() throws Exception {
        serve(false);
        assertThrows(IOException.class, () -> server.send("GET", "/_ping"));
        assertEquals("OK", ping(Optional.empty()));
    }

    /** Names need no check over TLS: a browser that was sent here by a stranger's name refuses the certificate. */
    @Test
    void everyHostIsServed() throws Exception {
        serve(false);
        try (Wire wire = wire(Optional.empty())) {
            wire.write("GET /_ping HTTP/1.1\r\nHost: engine.example:2376\r\n\r\n");
            assertEquals(200, wire.answer(false).status());
        }
    }

    @Test
    void outputGoesOnAfterTheEndOfInput() throws Exception {
        serve(true);
        FakeSession session = FakeSession.cat(false);
        exec(session);
        try (Wire wire = wire(Optional.of("client"))) {
            wire.request(
                    "POST",
                    "/exec/e1/start",
                    "Connection: Upgrade",
                    "Upgrade: tcp",
                    "Content-Type: application/json",
                    "@{\"Tty\":true}");
            assertEquals(101, wire.head().status());
            wire.write("hello");
            assertEquals("hello", new String(wire.read(5), java.nio.charset.StandardCharsets.UTF_8));
            ((SSLSocket) wire.socket).shutdownOutput();
            session.inputClosed.await();
            assertEquals(0, wire.rest().length);
        }
    }

    @Test
    void muchOutputArrivesInFullAfterTheEndOfInput() throws Exception {
        serve(true);
        var session = new FakeSession(false);
        exec(session);
        try (Wire wire = wire(Optional.of("client"))) {
            wire.request(
                    "POST",
                    "/exec/e1/start",
                    "Connection: Upgrade",
                    "Upgrade: tcp",
                    "Content-Type: application/json",
                    "@{\"Tty\":true}");
            assertEquals(101, wire.head().status());
            ((SSLSocket) wire.socket).shutdownOutput();
            session.inputClosed.await();
            byte[] block = new byte[1 << 20];
            for (int sent = 0; sent < SIZE; sent += block.length) {
                session.out(block);
            }
            session.end();
            assertEquals(SIZE, wire.rest().length);
        }
    }

    private void exec(FakeSession session) {
        var spec = new ExecSpec(List.of("cmd"), List.of(), "", "", true, true, true, true, false, "", Optional.empty());
        when(server.execs.inspect("e1")).thenReturn(new ExecView("e1", "c1", spec, "", false, OptionalInt.empty()));
        when(server.execs.start(eq("e1"), anyBoolean(), any())).thenReturn(session);
    }

    @Test
    void changedFilesAreReadAnew() throws Exception {
        serve(true);
        assertEquals("CN=server", subject());
        certificates.key("client", "key.pem");
        // not yet a pair: the old ones stay
        assertEquals("CN=server", subject());
        certificates.certificate("client", "cert.pem");
        assertEquals("CN=client", subject());
        certificates.certificate("stranger", "ca.pem");
        assertThrows(IOException.class, () -> ping(Optional.of("client")));
        assertEquals("OK", ping(Optional.of("stranger")));
    }

    private String subject() throws Exception {
        try (Wire wire = wire(Optional.of("client"))) {
            wire.request("GET", "/_ping");
            assertEquals(200, wire.answer(false).status());
            var peer = ((SSLSocket) wire.socket).getSession().getPeerCertificates()[0];
            return ((X509Certificate) peer).getSubjectX500Principal().getName();
        }
    }

    /** PKCS #8, and what OpenSSL wrote before: PKCS #1 for RSA, SEC 1 for EC. */
    @Test
    void keysOfAllFormsAreRead() throws Exception {
        certificates.signedRsa("rsa");
        for (String name : List.of("server", "rsa")) {
            Path certificate = certificates.certificate(name, name + "-cert.pem");
            for (Path key : List.of(certificates.key(name, "new.pem"), certificates.oldKey(name, "old.pem"))) {
                TlsIdentity.read(certificate, key, Optional.empty());
            }
        }
        Path ec = certificates.certificate("server", "ec.pem");
        assertMessage("holds no EC key, as the certificate has", ec, certificates.oldKey("rsa", "other.pem"));
        assertMessage("is not the key of the certificate", ec, certificates.oldKey("client", "client.pem"));
        // what openssl ecparam writes before the key
        Path preceded = Files.writeString(
                folder.resolve("preceded.pem"),
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                        + Files.readString(certificates.oldKey("server", "sec1.pem")));
        TlsIdentity.read(ec, preceded, Optional.empty());
    }

    @Test
    void unusableFilesAreNamed() throws Exception {
        Path certificate = certificates.certificate("server", "cert.pem");
        Path key = certificates.key("server", "key.pem");
        assertMessage("there is no file " + folder.resolve("gone"), folder.resolve("gone"), key);
        assertMessage(key + " holds no certificate in PEM form", key, key);
        assertMessage(certificate + " holds no private key in PEM form", certificate, certificate);
        Path encrypted = Files.writeString(
                folder.resolve("encrypted"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertMessage(encrypted + " is encrypted: d2k has no password for it", certificate, encrypted);
    }

    private static void assertMessage(String expected, Path certificate, Path key) {
        var e = assertThrows(UncheckedIOException.class, () -> TlsIdentity.read(certificate, key, Optional.empty()));
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
    }
}
