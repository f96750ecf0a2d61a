package io.d2k.domain.engine;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.fake.FakeSwarm;
import io.d2k.domain.fake.Refusals;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.service.FileReference;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.ServiceSpec;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskFault;
import io.d2k.domain.service.TaskPlan.FileMount;
import io.d2k.domain.service.TaskPlan.FileSource;
import io.d2k.domain.swarm.DependencySpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceFilesTest {
    private final FakeSwarm swarm = new FakeSwarm();
    private final ServiceFiles files = new ServiceFiles(swarm.secrets, swarm.configs);

    private void config(String name, Optional<String> templating, String text) {
        config(name, templating, text.getBytes(StandardCharsets.UTF_8));
    }

    private void config(String name, Optional<String> templating, byte[] content) {
        String data = Base64.getEncoder().encodeToString(content);
        swarm.configs.create(new DependencySpec(name, Map.of(), data, Optional.empty(), templating), Instant.EPOCH);
    }

    private static ServiceRecord service(String... configs) {
        FileReference[] references = List.of(configs).stream()
                .map(c -> new FileReference(false, "", c, c, "0", "0", 0444))
                .toArray(FileReference[]::new);
        return web().container(Specs.of("web:1").env("PORT=80", "NAME={{.Service.Name}}", "NODE={{.Node.Hostname}}"))
                .files(references)
                .record("s1");
    }

    private List<FileMount> mounts(String... configs) {
        return files.of(service(configs), TaskFacts.NONE);
    }

    private static FileMount file(FileSource source, String path) {
        return new FileMount(source, path, 0444, 0, 0);
    }

    @Test
    void whatIsCalledOtherwiseThanItsIdSaysIsNotFound() {
        config("one", Optional.empty(), "1");
        config("two", Optional.empty(), "2");
        String id = swarm.configs.list().stream()
                .filter(d -> d.name().equals("one"))
                .findFirst()
                .orElseThrow()
                .id();
        ServiceSpec right = asking(id, "one");
        ServiceSpec wrong = asking(id, "two", "three");

        files.requireAll(right);
        assertEquals(
                "rpc error: code = InvalidArgument desc = configs not found: two, three",
                assertThrows(EngineException.class, () -> files.requireAll(wrong))
                        .getMessage());
    }

    private static ServiceSpec asking(String id, String... names) {
        return web().files(List.of(names).stream()
                        .map(n -> new FileReference(false, id, n, n, "0", "0", 0444))
                        .toArray(FileReference[]::new))
                .spec();
    }

    @Test
    void templatesAreFilledInAndOtherContentsLeftAlone() {
        config("plain", Optional.empty(), "{{.Service.Name}}");
        config("page", Optional.of("golang"), "{{env \"NAME\"}}:{{env \"PORT\"}} {{config \"plain\"}}\n");
        assertEquals(
                List.of(
                        file(new FileSource.Held(false, "plain", "data"), "/plain"),
                        file(new FileSource.Written("web:80 {{.Service.Name}}\n"), "/page")),
                mounts("plain", "page"));
    }

    @Test
    void whatOnlyATaskHasIsFilledInWhereItIsKnown() {
        config("slot", Optional.of("golang"), "{{.Task.Slot}}");
        assertEquals(
                List.of(file(new FileSource.Written("3"), "/slot")), files.of(service("slot"), TaskFacts.ofSlot(3)));
    }

    @Test
    void tasksTellWhatIsNoTemplate() {
        config("bad", Optional.of("golang"), "{{nope}}");
        config("other", Optional.of("jinja"), "x");
        String prefix = "unable to get config from config store: failed to expand templated config ";
        assertEquals(
                Optional.of(TaskFault.unstartable(
                        prefix + id("bad") + ": template: expansion:1: function \"nope\" not defined")),
                files.fault(service("bad"), TaskFacts.NONE));
        assertEquals(
                Optional.of(TaskFault.unstartable(prefix + id("other") + ": unrecognized template type")),
                files.fault(service("other"), TaskFacts.NONE));
    }

    @Test
    void tasksTellWhatHasGone() {
        assertEquals(
                Optional.of(TaskFault.unstartable("unable to get config from config store: config gone not found")),
                files.fault(service("gone"), TaskFacts.NONE));
        assertEquals(
                Optional.of(TaskFault.unstartable("unable to get secret from secret store: secret id-of-it not found")),
                files.fault(
                        web().files(new FileReference(true, "id-of-it", "key", "", "0", "0", 0444))
                                .record("s1"),
                        TaskFacts.NONE));
    }

    private String id(String name) {
        return swarm.configs.list().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void whatD2kCannotFillInIsRefused() {
        config("node", Optional.of("golang"), "{{env \"NODE\"}}");
        config("binary", Optional.of("golang"), new byte[] {(byte) 0xff});
        config("half", Optional.of("golang"), "\u00e9".repeat(50_000));
        config("more", Optional.of("golang"), "x".repeat(100_001));
        Refusals.unsupported(
                "the template {{env \"NODE\"}} in config node is not available on Kubernetes: its value is not known"
                        + " before its node is",
                () -> files.fault(service("node"), TaskFacts.NONE));
        Refusals.unsupported("templates in config binary need a content in UTF-8", () -> mounts("binary"));
        assertEquals(1, mounts("half").size());
        Refusals.unsupported(
                "the configs of service web whose templates are filled in are too large: 200001 bytes, of which a pod takes"
                        + " 200000",
                () -> mounts("half", "more"));
    }
}
