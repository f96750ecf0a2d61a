package io.d2k.registry;

import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Rule: how failed requests are told, in the Docker Engine's words where it has them. */
final class TransportWords {
    private TransportWords() {}

    /** Returns the start of a message about a request; the query is left out since it may hold signatures. */
    static String request(String method, URI uri) {
        String name = method.substring(0, 1) + method.substring(1).toLowerCase(Locale.ROOT);
        return name + " \"" + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath() + "\": ";
    }

    /** Returns what went wrong on the way to a server. */
    static String of(URI uri, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "dial tcp: lookup " + uri.getHost() + ": no such host";
            }
            if (cause instanceof SSLException) {
                return tls(String.valueOf(cause.getMessage()));
            }
        }
        if (failure instanceof ConnectException) {
            int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
            String reason = failure.getMessage() == null
                    ? "connection refused"
                    : Words.shorten(failure.getMessage()).toLowerCase(Locale.ROOT);
            return "dial tcp " + address(uri.getHost()) + ":" + port + ": connect: " + reason;
        }
        String text = String.valueOf(failure.getMessage());
        if (text.contains("EOF reached") || text.contains("header parser received no bytes")) {
            return "EOF";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : Words.shorten(text);
    }

    /** The address that was dialled, of which the failure itself says nothing; the resolver has it at hand still. */
    private static String address(String host) {
        try {
            return InetAddress.getByName(host) instanceof Inet4Address four ? four.getHostAddress() : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }

    private static String tls(String message) {
        if (message.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
            return "http: server gave HTTP response to HTTPS client";
        }
        if (message.contains("unable to find valid certification path")) {
            return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
        }
        return "tls: " + Words.shorten(message);
    }
}
