package io.d2k.k8s.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
    /** What happens, a second each: a status, {@code ok}, {@code lost} for no connection, or {@code wait} for 9 s. */
    @ParameterizedTest
    @CsvSource({
        "403,                         false",
        "401,                         false",
        "404,                         false",
        "503,                         true",
        "lost,                        true",
        "429 401,                     true true",
        "ok 403,                      true",
        "ok 404,                      false",
        "ok lost 403 403,             true true true",
        "lost 403 wait 401,           true true false",
        "ok 403 wait 403 503 403,     true false true true",
        "ok 403 wait ok 403,          true true",
        "403 403,                     false false",
    })
    void believesRefusalsThatLast(String happens, String expected) {
        var time = new AtomicLong();
        var refusals = new Refusals(time::get);
        List<String> passing = new ArrayList<>();
        for (String what : happens.split(" ")) {
            time.addAndGet(TimeUnit.SECONDS.toNanos(what.equals("wait") ? 9 : 1));
            switch (what) {
                case "wait" -> {}
                case "ok" -> refusals.allowed();
                case "lost" -> passing.add(Boolean.toString(refusals.passing(new IOException("connection refused"))));
                default ->
                    passing.add(Boolean.toString(
                            refusals.passing(new StatusException(Integer.parseInt(what), "", "no", -1))));
            }
        }
        assertEquals(expected, String.join(" ", passing));
    }
}
