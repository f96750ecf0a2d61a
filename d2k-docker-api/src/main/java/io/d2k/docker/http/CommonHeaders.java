package io.d2k.docker.http;

import io.d2k.docker.json.ApiVersion;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.List;
import java.util.function.Consumer;

/** The headers that every answer of the engine has. */
final class CommonHeaders {
    private final List<Header> headers;

    CommonHeaders(String build) {
        headers = List.of(
                HeaderValues.createCached("Api-Version", ApiVersion.LATEST.toString()),
                HeaderValues.createCached("Docker-Experimental", "false"),
                HeaderValues.createCached("Ostype", "linux"),
                HeaderValues.createCached(HeaderNames.SERVER, "Docker/" + build + " (d2k)"));
    }

    void addTo(Consumer<Header> answer) {
        headers.forEach(answer);
    }
}
