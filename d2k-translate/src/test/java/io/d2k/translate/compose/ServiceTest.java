package io.d2k.translate.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.translate.ApiRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a service is which field of the request. */
class ServiceTest {
    private final Folder folder;

    ServiceTest(@TempDir Path directory) {
        folder = new Folder(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "command: sh -c 'echo \"a b\"'|\"Cmd\":[\"sh\",\"-c\",\"echo \\\"a b\\\"\"]",
                "entrypoint: []|\"Entrypoint\":[\"\"]",
                "entrypoint: /run|\"Entrypoint\":[\"/run\"]",
                "stop_grace_period: 1m30s|\"StopTimeout\":90",
                "ports: ['127.0.0.1:8000-8001:80-81/udp']|\"80/udp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"8000\"}]",
                "ports: ['[::1]:80:80']|{\"HostIp\":\"::1\",\"HostPort\":\"80\"}",
                "ports: [{target: 53, published: '5353', protocol: udp}]|\"53/udp\":[{\"HostIp\":\"\",\"HostPort\":\"5353\"}]",
                "ports: [22:22]|\"22/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"22\"}]",
                "expose: [8080]|\"ExposedPorts\":{\"8080/tcp\":{}}",
                "restart: 'on-failure:3'|\"RestartPolicy\":{\"Name\":\"on-failure\",\"MaximumRetryCount\":3}",
                "deploy: {restart_policy: {condition: any}}|\"RestartPolicy\":{\"Name\":\"always\"}",
                "deploy: {resources: {limits: {cpus: '0.5', memory: 1g, pids: 9}}}|\"NanoCpus\":500000000",
                "deploy: {resources: {limits: {memory: 1.5gb}}}|\"Memory\":1610612736",
                "ulimits: {nofile: {soft: 1, hard: 2}}|\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":1,\"Hard\":2}]",
                "ulimits: {nproc: 5}|\"Ulimits\":[{\"Name\":\"nproc\",\"Soft\":5,\"Hard\":5}]",
                "extra_hosts: [a:1.2.3.4, b=::1, 'c:[::2]']|\"ExtraHosts\":[\"a:1.2.3.4\",\"b:::1\",\"c:::2\"]",
                "sysctls: [net.core.somaxconn=1]|\"Sysctls\":{\"net.core.somaxconn\":\"1\"}",
                "healthcheck: {test: curl x, interval: 1s, retries: 2}|\"Test\":[\"CMD-SHELL\",\"curl x\"],\"Interval\":1000000000,\"Retries\":2",
                "healthcheck: {test: [CMD, a]}|\"Test\":[\"CMD\",\"a\"]",
                "healthcheck: {disable: true}|\"Healthcheck\":{\"Test\":[\"NONE\"]}",
                "tmpfs: '/tmp:size=1m'|\"Tmpfs\":{\"/tmp\":\"size=1m\"}",
                "volumes: [/anon]|\"Mounts\":[{\"Type\":\"volume\",\"Target\":\"/anon\"}]",
                "volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1m}}]|\"TmpfsOptions\":{\"SizeBytes\":1048576}",
                "environment: {A: , B: x, C: '1'}|\"Env\":[\"A=from\",\"B=x\",\"C=1\"]",
                "network_mode: none|\"NetworkMode\":\"none\"",
                "gpus: all|\"DeviceRequests\":[{\"Count\":-1,\"Capabilities\":[[\"gpu\"]]}]",
                "devices: ['/dev/a:/dev/b:r']|{\"PathOnHost\":\"/dev/a\",\"PathInContainer\":\"/dev/b\",\"CgroupPermissions\":\"r\"}",
                "user: 1000:1000|\"User\":\"1000:1000\"",
            })
    void becomes(String yaml, String json) {
        folder.file("a.yaml", "services:\n  web:\n    image: x\n    " + yaml + "\n");
        String body = folder.container(Map.of("A", "from"), "web", "a.yaml");
        assertTrue(body.contains(json), () -> json + "\n in " + body);
    }

    @Test
    void networksHaveNamesAliasesAndOrder() {
        folder.file("a.yaml", """
                services:
                  web:
                    image: x
                    networks:
                      back:
                      front: {aliases: [shop], priority: 10}
                  other: {image: y, networks: [front], links: ["web:site"]}
                networks:
                  front: {name: street}
                  back: {}
                  unused: {}
                """);
        String body = folder.container("web", "a.yaml");
        assertTrue(body.contains("\"NetworkMode\":\"street\""), body);
        assertTrue(body.contains("\"street\":{\"Aliases\":[\"p-web-1\",\"web\",\"shop\",\"site\"]}"), body);
        assertTrue(body.contains("\"p_back\":{\"Aliases\":[\"p-web-1\",\"web\",\"site\"]}"), body);
        assertEquals(
                List.of("street", "p_back"),
                folder.requests(Map.of(), List.of(), "a.yaml").stream()
                        .filter(ApiRequest.CreateNetwork.class::isInstance)
                        .map(r -> r.body().path("Name").asText())
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void containersComeAfterWhatTheyDependOn() {
        folder.file(
                "a.yaml",
                "services: {a: {image: x, depends_on: {b: {condition: service_healthy}}}, b: {image: y, scale: 2}}");
        assertEquals(
                List.of("p-b-1", "p-b-2", "p-a-1"),
                folder.requests(Map.of(), List.of(), "a.yaml").stream()
                        .filter(ApiRequest.CreateContainer.class::isInstance)
                        .map(r -> ((ApiRequest.CreateContainer) r).name())
                        .toList());
        assertTrue(folder.problems().warnings().toString().contains("does not wait for b (service_healthy)"));
    }

    @Test
    void textsOfConfigsAndSecretsAreFilesOfTheContainer() {
        folder.file("a.yaml", """
                services:
                  web:
                    image: x
                    configs: [{source: motd, target: /etc/motd, mode: 0440, uid: "5"}]
                    secrets: [token, file]
                configs: {motd: {content: "hi $$"}}
                secrets: {token: {environment: TOKEN}, file: {file: ./s.txt}}
                """);
        ApiRequest.CreateContainer request = folder.requests(Map.of("TOKEN", "t"), List.of(), "a.yaml").stream()
                .filter(ApiRequest.CreateContainer.class::isInstance)
                .map(ApiRequest.CreateContainer.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of("/run/secrets/token t 444 0", "/etc/motd hi $ 440 5"),
                request.files().stream()
                        .map(f -> f.target() + " " + new String(f.content(), java.nio.charset.StandardCharsets.UTF_8)
                                + " " + Integer.toOctalString(f.mode()) + " " + f.uid())
                        .toList());
        assertTrue(request.body().toString().contains(folder.path().resolve("s.txt") + ":/run/secrets/file:ro"));
    }

    @Test
    void volumesFromMountsWhatTheFileSaysOfTheOther() {
        folder.file(
                "a.yaml",
                "services: {a: {image: x, volumes_from: [b]}, b: {image: y, volumes: ['vol:/v:ro']}}\nvolumes: {vol: }\n");
        assertTrue(
                folder.container("a", "a.yaml").contains("\"Source\":\"p_vol\",\"Target\":\"/v\",\"ReadOnly\":true"));
    }

    @Test
    void filesOfTheFirstVersionAreTakenForServices() {
        folder.file("a.yaml", "web:\n  image: x\n  links: [db]\ndb:\n  image: y\n");
        assertTrue(folder.container("web", "a.yaml").contains("\"Image\":\"x\""));
        assertTrue(folder.problems().warnings().toString().contains("the key services is missing"));
    }
}
