package io.d2k.translate.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, merges, extensions, includes, profiles, and what is said of wrong keys. */
class LoadingTest {
    private final Folder folder;

    LoadingTest(@TempDir Path directory) {
        folder = new Folder(directory);
    }

    @Test
    void laterFilesAreMergedOverEarlierOnes() {
        folder.file("a.yaml", """
                        services:
                          web:
                            image: one
                            command: [a, b]
                            environment: [X=1, Y=1]
                            labels: {l: "1"}
                            ports: ["80:80"]
                            dns: 1.1.1.1
                            volumes: ["vol:/data", "/srv:/srv"]
                            cap_add: [A]
                        volumes: {vol: {}, wide: {}}
                        """).file("b.yaml", """
                        services:
                          web:
                            image: two
                            command: c
                            environment: {Y: "2", Z: 3}
                            labels: [m=2]
                            ports: ["81:81"]
                            dns: [8.8.8.8]
                            volumes: ["wide:/data"]
                            cap_add: !reset []
                        """);
        String body = folder.container("web", "a.yaml", "b.yaml");
        for (String part : List.of(
                "\"Image\":\"two\"",
                "\"Cmd\":[\"c\"]",
                "\"Env\":[\"X=1\",\"Y=2\",\"Z=3\"]",
                "\"l\":\"1\",\"m\":\"2\"",
                "\"80/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"80\"}],\"81/tcp\"",
                "\"Dns\":[\"1.1.1.1\",\"8.8.8.8\"]",
                "\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"p_wide\",\"Target\":\"/data\"",
                "\"Binds\":[\"/srv:/srv:rw\"]")) {
            assertTrue(body.contains(part), () -> part + " in " + body);
        }
        assertTrue(!body.contains("CapAdd"), body);
    }

    @Test
    void anOverrideReplacesAList() {
        folder.file("a.yaml", "services: {web: {image: x, ports: ['80:80'], environment: {A: '1'}}}")
                .file(
                        "b.yaml",
                        "services:\n  web:\n    ports: !override ['90:90']\n    environment: !override {B: '2'}\n");
        String body = folder.container("web", "a.yaml", "b.yaml");
        assertTrue(body.contains("\"Env\":[\"B=2\"]"), body);
        assertTrue(body.contains("90/tcp") && !body.contains("80/tcp"), body);
    }

    @Test
    void anchorsAndMergeKeys() {
        folder.file("a.yaml", """
                x-base: &base
                  image: x
                  environment: &env {A: "1", B: "1"}
                services:
                  web:
                    <<: *base
                    environment:
                      <<: *env
                      B: "2"
                """);
        assertTrue(folder.container("web", "a.yaml").contains("\"Env\":[\"A=1\",\"B=2\"]"));
    }

    @Test
    void extendsTakesOverFromTheSameAndFromOtherFiles() {
        folder.file("a.yaml", """
                        services:
                          web:
                            extends: {file: sub/base.yaml, service: base}
                            environment: {OWN: "1"}
                          worker:
                            extends: web
                            command: work
                        """).file("sub/base.yaml", """
                        services:
                          base:
                            extends: {service: root}
                            volumes: ["./data:/data"]
                            env_file: base.env
                          root: {image: deep}
                        """).file("sub/base.env", "FILE=1\n");
        String web = folder.container("web", "a.yaml");
        assertTrue(web.contains("\"Image\":\"deep\""), web);
        assertTrue(web.contains("\"Env\":[\"FILE=1\",\"OWN=1\"]"), web);
        assertTrue(web.contains(folder.path().resolve("sub/data") + ":/data:rw"), web);
        assertTrue(folder.container("worker", "a.yaml").contains("\"Cmd\":[\"work\"]"));
    }

    @Test
    void circlesAreTold() {
        folder.file("a.yaml", "services: {a: {extends: b}, b: {extends: a}}")
                .file("b.yaml", "services: {a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [a]}}")
                .file("c.yaml", "include: [c.yaml]\nservices: {}\n")
                .file("d.yaml", "a: &a [*a]\n");
        assertTrue(wrong("a.yaml").contains("circular reference"));
        assertTrue(wrong("b.yaml").contains("dependency cycle: a -> b -> a"));
        assertTrue(wrong("c.yaml").contains("include cycle detected"));
        assertTrue(
                wrong("d.yaml").contains("contains itself") || wrong("d.yaml").contains("d.yaml:1"));
    }

    @Test
    void aCommonPartMayBeNamedOftenButNotWithoutEnd() {
        StringBuilder many = new StringBuilder("x-common: &common {image: x}\nservices:\n");
        StringBuilder endless = new StringBuilder("x-0: &a0 [lol]\n");
        for (int at = 0; at < 120; at++) {
            many.append("  s").append(at).append(": {<<: *common}\n");
        }
        for (int at = 1; at < 9; at++) {
            endless.append("x-%d: &a%d [%s]\n".formatted(at, at, ("*a" + (at - 1) + ",").repeat(9) + "x"));
        }
        folder.file("many.yaml", many.toString()).file("endless.yaml", endless + "services: {a: {image: x}}\n");
        assertTrue(folder.container("s119", "many.yaml").contains("\"Image\":\"x\""));
        assertTrue(wrong("endless.yaml").contains("the document is too large"));
    }

    @Test
    void includesHaveTheirOwnFolderAndVariables() {
        folder.file("a.yaml", "include: [inner/c.yaml]\nservices: {web: {image: x, depends_on: [db]}}\n")
                .file("inner/c.yaml", "services: {db: {image: \"db:${TAG}\", volumes: ['./d:/d']}}\n")
                .file("inner/.env", "TAG=7\n");
        String db = folder.container("db", "a.yaml");
        assertTrue(db.contains("\"Image\":\"db:7\""), db);
        assertTrue(db.contains(folder.path().resolve("inner/d") + ":/d:rw"), db);
    }

    @Test
    void variablesOfTheProcessWinOverThoseOfTheFile() {
        folder.file(".env", "A=file\nB=file\n").file("a.yaml", "services: {web: {image: \"$A-$B\"}}");
        assertTrue(folder.container(Map.of("A", "process"), "web", "a.yaml").contains("\"Image\":\"process-file\""));
    }

    @Test
    void inactiveProfilesAreTold() {
        folder.file("a.yaml", "services: {web: {image: x}, debug: {image: y, profiles: [dev, test]}}");
        List<ApiRequest> requests = folder.requests(Map.of(), List.of(), "a.yaml");
        assertEquals(
                1,
                requests.stream()
                        .filter(ApiRequest.CreateContainer.class::isInstance)
                        .count());
        assertTrue(
                folder.problems().warnings().toString().contains("services.debug: left out, its profiles (dev, test)"));
        assertEquals(
                2,
                folder.requests(Map.of("COMPOSE_PROFILES", "test"), List.of(), "a.yaml").stream()
                        .filter(ApiRequest.CreateContainer.class::isInstance)
                        .count());
    }

    @Test
    void unknownAndWrongKeysAreToldWithTheirPlace() {
        folder.file("a.yaml", """
                services:
                  web:
                    image: x
                    prots: ["80"]
                    x-own: anything
                  bad:
                    image: y
                    tty: perhaps
                    mem_limit: much
                    ports: [{target: 80, bad: 1}, "a:b"]
                    volumes: [nowhere:/x]
                """);
        folder.requests(Map.of(), List.of(), "a.yaml");
        String file = folder.path().resolve("a.yaml").toString();
        assertEquals(
                List.of(
                        file + ":4: services.web.prots: unknown key, did you mean ports?",
                        file + ":10: services.bad.ports[0].bad: unknown key"),
                folder.problems().warnings());
        assertEquals(
                List.of(
                        file + ":8: services.bad.tty: true or false is expected, not \"perhaps\"",
                        file + ":10: services.bad.ports[1]: invalid containerPort: b",
                        file + ":9: services.bad.mem_limit: a size such as 512m is expected, not \"much\"",
                        file + ":11: services.bad.volumes: the volume \"nowhere\" is not declared at the top",
                        file + ":7: services.bad: left out because of its errors"),
                folder.problems().errors());
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        folder.file("a.yaml", "services:\n  web:\n   image: [x\n")
                .file("b.yaml", "services:\n  web: {image: x}\n  web: {image: y}\n")
                .file("c.yaml", "[]")
                .file("d.yaml", "");
        assertTrue(wrong("a.yaml").contains("a.yaml:4: "), () -> wrong("a.yaml"));
        assertTrue(wrong("b.yaml").contains("b.yaml:3: the key \"web\" is given twice"), () -> wrong("b.yaml"));
        assertTrue(wrong("c.yaml").contains("a Compose file is a map"), () -> wrong("c.yaml"));
        assertTrue(wrong("d.yaml").contains("the file is empty"), () -> wrong("d.yaml"));
        assertTrue(wrong("none.yaml").contains("no such file"), () -> wrong("none.yaml"));
    }

    private String wrong(String file) {
        return assertThrows(InputException.class, () -> folder.requests(Map.of(), List.of(), file))
                .getMessage();
    }
}
