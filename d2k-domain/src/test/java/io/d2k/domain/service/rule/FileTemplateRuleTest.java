package io.d2k.domain.service.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Refusals;
import io.d2k.domain.service.TaskFacts;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each expectation is what tasks of an engine 26.1.5 had in their files. */
class FileTemplateRuleTest {
    private static final TemplateRule TEMPLATES = new TemplateRule("id1", "web", Map.of("a", "b"), TaskFacts.NONE);
    private static final FileTemplateRule RULE = new FileTemplateRule(
            TEMPLATES,
            Map.of("HELLO", Optional.of("Docker"), "NODE", Optional.empty()),
            target -> Map.of("c2", "raw {{.Service.Name}}").containsKey(target)
                    ? Optional.of("raw {{.Service.Name}}")
                    : Optional.empty());

    private static String fill(String text) {
        return RULE.fill("conf", text.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "Hello {{ env \"HELLO\" }}!|Hello Docker!",
                "[{{env \"NOPE\"}}]|[]",
                "{{env `HELLO`}}|Docker",
                "I'm {{ .Service.Name }} {{.Service.ID}} {{index .Service.Labels \"a\"}}|I'm web id1 b",
                "{{ config \"c2\" }}|raw {{.Service.Name}}",
                "a \\n {{- .Service.Name -}} \\n b|awebb",
                "a{{/* nothing */}}b|ab",
                "a {{- /* nothing */ -}} b|ab",
                "{\"a\": {\"b\": 1}}|{\"a\": {\"b\": 1}}",
            })
    void fills(String text, String expected) {
        assertEquals(expected, fill(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "x {{ nofunc \"HELLO\" }}|template: expansion:1: function \"nofunc\" not defined",
                "x {{ .Foo }}|template: expansion:1:5: executing \"expansion\" at <.Foo>: can't evaluate field Foo in type"
                        + " *template.PayloadContext",
                "x {{ config \"zz\" }}|template: expansion:1:5: executing \"expansion\" at <config \"zz\">: error calling"
                        + " config: config target zz not found",
                "a\\nx {{ config \"zz\" }}|template: expansion:2:5: executing \"expansion\" at <config \"zz\">: error"
                        + " calling config: config target zz not found",
                "x {{|template: expansion:1: unclosed action",
            })
    void whatIsNoTemplateIsToldInGosWords(String text, String words) {
        Refusals.invalid(words, () -> fill(text));
    }

    @Test
    void whatIsNotDoneIsRefused() {
        String prefix = "the template {{%s}} in config conf is not available on Kubernetes: ";
        String use = prefix
                + "use {{env \"NAME\"}}, {{config \"TARGET\"}}, {{.Service.Name}}, {{.Service.ID}} or {{.Service.Labels}}";
        for (String expression : new String[] {"if .Service.Name", ".Task.Slot", ".Node.Hostname", "env \"a\\\"b\""}) {
            Refusals.unsupported(use.formatted(expression), () -> fill("{{ " + expression + " }}"));
        }
        Refusals.unsupported(
                prefix.formatted("secret \"s\"") + "the secret would be readable in the pod",
                () -> fill("{{secret \"s\"}}"));
        Refusals.unsupported(
                prefix.formatted("env \"NODE\"") + "its value is not known before its node is",
                () -> fill("{{env \"NODE\"}}"));
    }
}
