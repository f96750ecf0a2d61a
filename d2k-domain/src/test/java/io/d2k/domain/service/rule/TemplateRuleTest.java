package io.d2k.domain.service.rule;

import static io.d2k.domain.fake.ServiceSamples.web;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.MountRequest;
import io.d2k.domain.container.PodPlan.EnvVar;
import io.d2k.domain.container.StorageSpec;
import io.d2k.domain.error.EngineException;
import io.d2k.domain.error.ErrorKind;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.service.ServiceMode;
import io.d2k.domain.service.ServiceRecord;
import io.d2k.domain.service.TaskFacts;
import io.d2k.domain.service.TaskPlan.NodeEnv;
import io.d2k.domain.service.WorkloadType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateRuleTest {
    @Test
    void templateIsFilledInWhereEveryTaskHasTheSame() {
        var rule = new TemplateRule("id1", "web", Map.of("tier", "front"), TaskFacts.NONE);

        assertEquals(
                Optional.of(new EnvVar("A", "web-id1-front")),
                rule.plain(new EnvVar("A", "{{.Service.Name}}-{{ .Service.ID }}-{{index .Service.Labels \"tier\"}}")));
        assertEquals(
                Optional.of(new NodeEnv("N", List.of("on ", "!"))),
                rule.ofNode(new EnvVar("N", "on {{.Node.Hostname}}!")));
        assertEquals(
                ErrorKind.UNSUPPORTED,
                assertThrows(EngineException.class, () -> rule.plain(new EnvVar("A", "{{.Task.Slot}}")))
                        .kind());
    }

    @Test
    void hostNameAndMountsAreFilledIn() {
        var mount = new MountRequest(
                "volume",
                "{{.Service.Name}}-data",
                "/data/{{.Service.ID}}",
                false,
                false,
                "",
                Map.of(),
                "",
                Map.of(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                "");
        var storage = StorageSpec.NONE.withMounts(List.of(mount));
        ContainerSpec asked = Specs.of("web:1").spec();
        var rule = new TemplateRule("id1", "web", Map.of(), TaskFacts.NONE);

        ContainerSpec filled = rule.fill(asked.with(asked.process().withHostname("on-{{.Service.Name}}"), storage));

        assertEquals("on-web", filled.process().hostname());
        assertEquals("web-data", filled.storage().mounts().getFirst().source());
        assertEquals("/data/id1", filled.storage().mounts().getFirst().target());
        var refusal = assertThrows(
                EngineException.class,
                () -> rule.fill(asked.with(asked.process().withHostname("web-{{.Task.Slot}}"), storage)));
        assertTrue(
                refusal.getMessage().startsWith("the template {{.Task.Slot}} in Hostname is not available"),
                refusal.getMessage());
    }

    @Test
    void labelIsAField() {
        var rule = new TemplateRule("id1", "web", Map.of("tier", "front"), TaskFacts.NONE);

        assertEquals(
                Optional.of(new EnvVar("L", "front-x")), rule.plain(new EnvVar("L", "{{.Service.Labels.tier}}-x")));
        assertEquals(
                "rpc error: code = InvalidArgument desc = expanding env failed: expanding env"
                        + " \"L=a{{.Service.Labels.x}}\": template: expansion:1:11: executing \"expansion\" at"
                        + " <.Service.Labels.x>: map has no entry for key \"x\"",
                assertThrows(EngineException.class, () -> rule.plain(new EnvVar("L", "a{{.Service.Labels.x}}")))
                        .getMessage());
    }

    @Test
    void labelsArePrintedAsAMapOfGo() {
        var rule = new TemplateRule("id1", "web", Map.of("tier", "front", "a", "b"), TaskFacts.NONE);

        assertEquals(
                Optional.of(new EnvVar("L", "map[a:b tier:front]")),
                rule.plain(new EnvVar("L", "{{.Service.Labels}}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a{{.Foo | unclosed action",
                "{{.Foo}} | 2: executing \"expansion\" at <.Foo>: can't evaluate field Foo in type *template.Context",
                "{{.Service.Name}}{{ .X}} | 20: executing \"expansion\" at <.X>: can't evaluate field X in type"
                        + " *template.Context",
                "{{env \"X\"}} | function \"env\" not defined"
            })
    void textThatIsNoTemplateIsRefusedInTheWordsOfASwarm(String text, String why) {
        var rule = new TemplateRule("id1", "web", Map.of(), TaskFacts.NONE);
        String separator = why.startsWith("2") ? ":" : ": ";

        var refusal = assertThrows(EngineException.class, () -> rule.plain(new EnvVar("A", text)));

        assertEquals(ErrorKind.INVALID, refusal.kind());
        assertEquals(
                "rpc error: code = InvalidArgument desc = expanding env failed: expanding env \"A="
                        + text.replace("\"", "\\\"") + "\": template: expansion:1" + separator + why,
                refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "REPLICATED, web-{{.Task.Slot}}, '', PODS, web-3",
        "REPLICATED, '', {{.Task.Slot}}, PODS, ''",
        "REPLICATED, {{.Service.Name}}, {{.Node.Hostname}}, DEPLOYMENT, web",
        "REPLICATED, {{.Node.Hostname}}-{{.Node.ID}}-{{.Task.Slot}}, '', PODS, n1-id-n1-3",
        "REPLICATED, plain, {{.Node.ID}}, PODS, plain",
        "GLOBAL, on-{{.Node.Hostname}}, '', PODS, on-n1",
        "GLOBAL, {{.Task.Slot}}, '', PODS, id-n1",
        "GLOBAL, plain, {{.Node.Hostname}}, DAEMON_SET, plain",
        "GLOBAL, plain, {{.Node.ID}}, PODS, plain",
        "REPLICATED, {{.Task.Name}}, '', PODS, web.3.t7",
        "REPLICATED, {{.Task.ID}}-x, {{.Task.Name}}, PODS, t7-x",
        "GLOBAL, {{.Task.Name}}, '', PODS, web.id-n1.t7",
        "GLOBAL, plain, {{.Task.ID}}, PODS, plain"
    })
    void podsAreMadeOneByOneWhereTasksDiffer(
            String mode, String hostname, String variable, WorkloadType type, String filled) {
        Specs specs = Specs.of("web:1").env("V=" + variable).hostname(hostname);
        boolean global = mode.equals("GLOBAL");
        ServiceRecord record = (global ? web().mode(new ServiceMode.Global()) : web())
                .container(specs)
                .record("s");

        assertEquals(type, record.workload());
        TaskFacts facts = TaskFacts.of(global ? 0 : 3, "id-n1", "n1").named("web", "t7");
        assertEquals(
                filled,
                new TemplateRule(record, facts).fill(specs.spec()).process().hostname());
    }
}
