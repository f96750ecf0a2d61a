package io.d2k.domain.container.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.domain.Warnings;
import io.d2k.domain.container.ContainerSpec;
import io.d2k.domain.container.EffectiveConfig;
import io.d2k.domain.container.ResourceSpec;
import io.d2k.domain.container.Ulimit;
import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.fake.Specs;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class UlimitRuleTest {
    private static final List<String> PRINT =
            List.of("/bin/sh", "-c", "echo $(ulimit -S -n) $(ulimit -H -n) $(ulimit -S -c) $(ulimit -H -c)");

    private static Optional<ImageFacts> image(String program, List<String> env) {
        return Optional.of(FakeStores.Images.facts(
                'a',
                new ImageConfig(
                        List.of(program),
                        List.of(),
                        env,
                        "",
                        "",
                        List.of(),
                        List.of(),
                        Map.of(),
                        "",
                        Optional.empty())));
    }

    private static List<String> under(List<String> argv, List<String> env, Ulimit... limits) {
        ContainerSpec spec = Specs.of("x")
                .env(env.toArray(String[]::new))
                .resources(ResourceSpec.NONE.limiting(List.of(limits)))
                .spec();
        Optional<ImageFacts> image = image("/bin/sh", List.of());
        return UlimitRule.under(
                spec, EffectiveConfigRule.join("ab".repeat(32), spec, image.map(ImageFacts::config)), image, argv);
    }

    private static String run(String shell, List<String> command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.set(0, shell);
        if (shell.endsWith("bash")) {
            words.add(1, "--posix"); // as it is where sh is a name of it
        }
        // the limits of whoever runs the tests are made known ones first
        List<String> known = new ArrayList<>(
                List.of("/bin/sh", "-c", "ulimit -S -n 100; ulimit -H -n 200; ulimit -c 10; exec \"$@\"", "k"));
        known.addAll(words);
        Process process = new ProcessBuilder(known).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nofile|150|180|150 180 10 10",
                "nofile|50|60|50 60 10 10",
                "nofile|120|200|120 200 10 10",
                "core|0|0|100 200 0 0",
                "core|2048|5120|100 200 4 10",
                "nproc|100000|100000|100 200 10 10",
                "memlock|65536|65536|100 200 10 10",
                "nosuch|1|1|100 200 10 10",
            })
    void aShellSetsThemAndBecomesTheCommand(String name, long soft, long hard, String limits) throws Exception {
        for (String shell : List.of("/bin/sh", "/bin/bash")) {
            if (Files.exists(Path.of(shell))) {
                List<String> command = under(PRINT, List.of(), new Ulimit(name, soft, hard));
                assertEquals(limits, run(shell, command), shell);
            }
        }
    }

    @Test
    void whatIsBeyondTheNodeGoesAsFarAsItCan() {
        // root on a build machine may raise limits, so the words are looked at
        assertTrue(UlimitRule.script(List.of(new Ulimit("memlock", -1, -1))).contains("d2k_l l unlimited unlimited; "));
        assertTrue(UlimitRule.script(List.of(new Ulimit("nproc", 5, 6))).contains("d2k_l u 5 6 || d2k_l p 5 6; "));
        assertTrue(UlimitRule.script(List.of(new Ulimit("stack", 1 << 20, -1))).contains("d2k_l s 1024 unlimited; "));
        assertEquals("", UlimitRule.script(List.of()));
        assertEquals("", UlimitRule.script(List.of(new Ulimit("nosuch", 1, 1))));
    }

    @Test
    void variablesThatShellsLoseAreGivenBehindThem() throws Exception {
        List<String> command = under(
                List.of("/usr/bin/env"), List.of("discovery.type=single-node", "A=1"), new Ulimit("nofile", 50, 60));
        assertEquals(
                List.of("env", "discovery.type=single-node", "/usr/bin/env"),
                command.subList(command.size() - 3, command.size()));
        String said = run("/bin/sh", command);
        assertTrue(said.contains("discovery.type=single-node"), said);
        assertTrue(said.lines().noneMatch(l -> l.startsWith("d2k") || l.startsWith("PWD=")), said);
    }

    @Test
    void withoutLimitsOrAShellTheCommandStays() {
        assertEquals(PRINT, under(PRINT, List.of()));
        ContainerSpec spec = Specs.of("x")
                .resources(ResourceSpec.NONE.limiting(List.of(new Ulimit("nofile", 1, 2))))
                .spec();
        EffectiveConfig config = EffectiveConfigRule.join("ab".repeat(32), spec, Optional.empty());
        assertEquals(PRINT, UlimitRule.under(spec, config, Optional.empty(), PRINT));
        // it may have a shell, but where it has none it would not start
        List<String> app = List.of("/app");
        assertEquals(app, UlimitRule.under(spec, config, image("/app", List.of()), app));
        assertEquals(
                List.of("Kubernetes has no ulimits, and the image is not known to have a shell that could set nofile."
                        + " The node's own limits hold."),
                warnings(spec, config, Optional.empty()));
    }

    @Test
    void whatTheShellDoesIsTold() {
        ContainerSpec spec = Specs.of("x")
                .resources(ResourceSpec.NONE.limiting(
                        List.of(new Ulimit("nofile", 1, 2), new Ulimit("nosuch", 1, 2), new Ulimit("memlock", -1, -1))))
                .spec();
        Optional<ImageFacts> image = image("/bin/sh", List.of());
        assertEquals(
                List.of(
                        "No shell knows the ulimit nosuch. It was ignored.",
                        "Kubernetes has no ulimits. The image's shell sets nofile, memlock for the container's process,"
                                + " as far as the node's hard limits let it."),
                warnings(spec, EffectiveConfigRule.join("ab".repeat(32), spec, image.map(ImageFacts::config)), image));
    }

    private static List<String> warnings(ContainerSpec spec, EffectiveConfig config, Optional<ImageFacts> image) {
        Warnings warnings = new Warnings();
        UlimitRule.judge(spec, config, image, warnings);
        return warnings.list();
    }
}
