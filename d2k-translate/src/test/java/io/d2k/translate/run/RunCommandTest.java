package io.d2k.translate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.translate.ApiRequest;
import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import io.d2k.translate.Units;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
    private final Problems problems = new Problems();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "run -d -p 8080:80 nginx|\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"8080\"}]}",
                "run -p80:80 nginx|\"HostPort\":\"80\"",
                "run -it busybox sh|\"AttachStdin\":true,\"AttachStdout\":true,\"AttachStderr\":true,\"Tty\":true,\"OpenStdin\":true,\"StdinOnce\":true",
                "run -d -i busybox|\"AttachStdin\":false,\"AttachStdout\":false,\"AttachStderr\":false,\"Tty\":false,\"OpenStdin\":true,\"StdinOnce\":false",
                "run -e A=1 -e HERE -e MISSING busybox|\"Env\":[\"A=1\",\"HERE=yes\"]",
                "run --rm busybox -d|\"Cmd\":[\"-d\"]",
                "run -- busybox ls|\"Cmd\":[\"ls\"]",
                "run --entrypoint '' busybox ls|\"Entrypoint\":[\"\"]",
                "run --restart on-failure:3 x|\"RestartPolicy\":{\"Name\":\"on-failure\",\"MaximumRetryCount\":3}",
                "run -m 512m --cpus 1.5 x|\"Memory\":536870912",
                "run --cpus=1.5 x|\"NanoCpus\":1500000000",
                "run -v data:/d -v /h:/h:ro -v /anon x|\"Binds\":[\"data:/d\",\"/h:/h:ro\"]",
                "run -v /anon x|\"Volumes\":{\"/anon\":{}}",
                "run --mount type=bind,src=/a,dst=/b,readonly x|\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/a\",\"Target\":\"/b\",\"ReadOnly\":true}]",
                "run --tmpfs /t:size=1m x|\"Tmpfs\":{\"/t\":\"size=1m\"}",
                "run --network net --network-alias a x|\"NetworkingConfig\":{\"EndpointsConfig\":{\"net\":{\"Aliases\":[\"a\"]}}}",
                "run --network name=n,alias=b x|\"EndpointsConfig\":{\"n\":{\"Aliases\":[\"b\"]}}",
                "run --gpus all x|\"DeviceRequests\":[{\"Count\":-1,\"Capabilities\":[[\"gpu\"]]}]",
                "run --ulimit nofile=1:2 x|\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":1,\"Hard\":2}]",
                "run --health-cmd 'true x' --health-interval 5s x|\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"true x\"],\"Interval\":5000000000}",
                "run --no-healthcheck x|\"Healthcheck\":{\"Test\":[\"NONE\"]}",
                "run --init=false x|\"Init\":false",
                "run -l a=b -l c x|\"Labels\":{\"a\":\"b\",\"c\":\"\"}",
                "run --add-host a=1.2.3.4 --add-host b:[::1] x|\"ExtraHosts\":[\"a:1.2.3.4\",\"b:::1\"]",
                "run --net=host x|\"NetworkMode\":\"host\"",
                "run --stop-timeout 5 x|\"StopTimeout\":5",
                "container run -P x|\"PublishAllPorts\":true",
                "create x|\"Image\":\"x\"",
            })
    void becomes(String line, String json) {
        ApiRequest request = parse("docker " + line).getLast();
        assertTrue(request.body().toString().contains(json), () -> json + "\n in " + request.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "run --nope x|unknown flag: --nope",
                "run -z x|unknown shorthand flag: 'z' in -z",
                "run -dz x|unknown shorthand flag: 'z' in -z",
                "run --name|flag needs an argument: --name",
                "run -p|flag needs an argument: 'p' in -p",
                "run -d|\"docker run\" requires at least 1 argument.",
                "create -d x|unknown shorthand flag: 'd' in -d",
                "run --detach=perhaps x|invalid argument \"perhaps\" for \"--detach\" flag: strconv.ParseBool: parsing \"perhaps\": invalid syntax",
                "run -p a:b x|docker: invalid containerPort: b",
                "run -m much x|docker: invalid size: 'much'",
                "run --rm --restart always x|docker: conflicting options: cannot specify both --restart and --rm",
                "run --mount type=bind x|docker: invalid argument \"type=bind\" for \"--mount\" flag: target is required",
                "service update x|docker run, create, service create or stack deploy is expected, not \"docker service update x\"",
                "ps|docker run, create, service create or stack deploy is expected, not \"docker ps\"",
            })
    void refuses(String line, String message) {
        InputException e = assertThrows(InputException.class, () -> parse("docker " + line));
        assertEquals(message, e.getMessage().lines().findFirst().orElse(""));
    }

    @Test
    void namesAndPlatformAreBesidesTheBody() {
        var named = (ApiRequest.CreateContainer)
                parse("docker run --name web --platform linux/arm64 nginx").getLast();
        assertEquals("web", named.name());
        assertEquals("linux/arm64", named.platform());
        assertTrue(named.start());
        var created = (ApiRequest.CreateContainer) parse("docker create registry.example:5000/a/my_app:1.2@sha256:00")
                .getLast();
        assertEquals("my_app", created.name());
        assertTrue(!created.start());
    }

    @Test
    void networksOfOthersAreTakenForPresent() {
        List<ApiRequest> requests = parse("docker run --network back nginx");
        assertEquals(
                "CreateNetwork[subject=network \"back\", body={\"Name\":\"back\"}, external=true]",
                requests.getFirst().toString());
    }

    private List<ApiRequest> parse(String line) {
        DockerCommand command = DockerCommand.parse(Units.words(line), Map.of("HERE", "yes"), problems);
        return command instanceof DockerCommand.Sends sends ? sends.requests() : List.of();
    }
}
