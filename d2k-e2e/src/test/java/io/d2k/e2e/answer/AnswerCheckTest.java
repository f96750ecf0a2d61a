package io.d2k.e2e.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerCheckTest {
    private static final AnswerCheck CHECK = new AnswerCheck(new Swagger());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /v1.45/containers/json?all=1 | 200 | []
            GET    | /containers/json             | 200 | [{"Id":"a","Names":["/a"],"Created":1}]
            GET    | /images/a/b:c/json           | 404 | {"message":"No such image: a/b:c"}
            POST   | /containers/create           | 201 | {"Id":"a","Warnings":[]}
            GET    | /v1.45/events?since=1        | 200 | {"Type":"container"} {"Type":"image"}
            POST   | /images/create?fromImage=a   | 200 | {"status":"x"} {"status":"y"}
            GET    | /volumes                     | 200 | {"Volumes":[],"Warnings":null}
            HEAD   | /containers/a/archive?path=/ | 200 |
            """)
    void takesWhatIsDescribed(String method, String target, int status, String body) {
        assertEquals(List.of(), check(method, target, status, body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /v1.45/containers/json | 200 | {}                           |         | object found, array expected
            GET    | /containers/json       | 200 | [{"Created":"now"}]          | /0/Created | string found, integer expected
            GET    | /containers/json       | 200 | [][]                         |         | the body has 2 JSON values
            GET    | /containers/json       | 200 | [                            |         | the body is no valid JSON
            GET    | /containers/a/json     | 200 | {"State":{"Status":"up"}}    | /State/Status | enumeration
            GET    | /volumes/a             | 200 | {"CreatedAt":"x"}            | /CreatedAt | does not match
            GET    | /containers/a/json     | 404 | {"error":"none"}             |         | required property 'message'
            POST   | /containers/create     | 201 | {"Id":"a"}                   |         | required property 'Warnings'
            POST   | /containers/create     | 200 | {"Id":"a","Warnings":[]}     |         | the status is none of
            GET    | /nothing               | 200 | {}                           |         | no such operation
            GET    | /events                | 200 | {"Type":"a"} {"Type":3}      | /Type   | integer found, string expected
            GET    | /volumes/a             | 200 | {"Name":null}                | /Name   | null found, string expected
            """)
    void findsWhatIsWrong(String method, String target, int status, String body, String place, String what) {
        List<Violation> found = check(method, target, status, body);

        assertTrue(
                found.stream()
                        .anyMatch(v -> v.place().equals(place == null ? "" : place)
                                && v.what().contains(what)),
                () -> "found " + found);
    }

    @Test
    void wantsJsonToBeCalledJson() {
        Exchange exchange = new Exchange(
                "GET", "/containers/json", 200, Map.of("content-type", "text/plain; charset=utf-8"), bytes("[]"), true);

        assertEquals(
                List.of("the body is not JSON but \"text/plain\""),
                CHECK.check(exchange).stream().map(Violation::what).toList());
    }

    private static List<Violation> check(String method, String target, int status, String body) {
        String text = body == null ? "" : body;
        return CHECK.check(
                new Exchange(method, target, status, Map.of("content-type", "application/json"), bytes(text), true));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
