package io.d2k.docker.http;

import io.d2k.domain.error.EngineException;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses what web pages of other sites send: a page that somebody merely looks at could otherwise start containers on
 * an engine that listens on the loopback address. Only browsers send {@code Origin}. A proxy's requests pass although
 * their {@code Origin} is that of the proxy: a page cannot make a browser send {@code X-Forwarded-For} without the
 * engine's consent, which is never given (Portainer proxies like that).
 */
record OriginRule(Set<String> allowed) {
    void check(ServerRequestHeaders headers) {
        String origin = headers.first(HeaderNames.ORIGIN).orElse("");
        if (origin.isEmpty() || allowed.contains(origin) || headers.contains(HeaderNames.X_FORWARDED_FOR)) {
            return;
        }
        String host = headers.first(HeaderNames.HOST).orElse("").toLowerCase(Locale.ROOT);
        String lower = origin.toLowerCase(Locale.ROOT);
        if (host.isEmpty() || !(lower.equals("http://" + host) || lower.equals("https://" + host))) {
            throw EngineException.forbidden("requests from the web page of another site are refused");
        }
    }
}
