package io.d2k.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchDomainsTest {
    private static final SearchDomains DOMAINS = new SearchDomains("names-", "apps.svc.cluster.local");

    @ParameterizedTest
    @CsvSource({
        "web,                                       web,                      ",
        "Tasks.Web,                                 tasks.web,                ",
        "web.names-01ab.apps.svc.cluster.local,     web,                      01ab",
        "WEB.names-01ab.apps.svc.Cluster.Local,     web,                      01ab",
        "a.b_c.names-01ab.apps.svc.cluster.local,   a.b_c,                    01ab",
        "names-01ab.apps.svc.cluster.local,         names-01ab.apps.svc.cluster.local, ",
        "web.names-01ab.x.apps.svc.cluster.local,   web.names-01ab.x.apps.svc.cluster.local, ",
        "web.apps.svc.cluster.local,                web.apps.svc.cluster.local, ",
        "web.names-01ab.other.svc.cluster.local,    web.names-01ab.other.svc.cluster.local, ",
        "xapps.svc.cluster.local,                   xapps.svc.cluster.local,  ",
    })
    void tellsWhatWasAskedForBeforeTheSearch(String name, String asked, String domain) {
        SearchDomains.Searched searched = DOMAINS.of(name);
        assertEquals(asked, searched.name());
        assertEquals(domain, searched.domain().orElse(null));
    }
}
