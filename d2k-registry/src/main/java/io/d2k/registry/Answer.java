package io.d2k.registry;

import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * What a server answered.
 *
 * @param uri where the answer came from in the end, after redirects
 * @param status HTTP status
 * @param headers HTTP headers
 * @param body the whole body
 */
record Answer(URI uri, int status, HttpHeaders headers, byte[] body) {
    /** Returns a header's first value, empty where there is none. */
    String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}
