package io.d2k.domain.image.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.FakeStores;
import io.d2k.domain.image.ImageConfig;
import io.d2k.domain.image.ImageFacts;
import io.d2k.domain.image.PullProgress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pulls tell of layers. */
class PulledLayerRuleTest {
    /** Images are an ID and layers, {@code 1abc}; lines are the first letter of a layer's name and a sign. */
    @ParameterizedTest
    @CsvSource({
        "1,      '',            ''",
        "1abc,   '',            'A+ B+ C+ A. B. C.'",
        "1abc,   2xyz,          'A+ B+ C+ A. B. C.'",
        "1abc,   2a,            'A= B+ C+ B. C.'",
        "1abc,   '2a 3abz 4xb', 'A= B= C+ C.'",
        "1abc,   2bc,           'A+ B+ C+ A. B. C.'",
        "1abc,   2abcd,         'A= B= C='",
        "1abc,   2abc,          'A= B= C='",
        "1abc,   '2x 1abc',     ''",
    })
    void layersAreTold(String image, String known, String lines) {
        List<ImageFacts> others = Arrays.stream(known.split(" "))
                .filter(k -> !k.isEmpty())
                .map(PulledLayerRuleTest::facts)
                .toList();

        assertEquals(lines, shown(PulledLayerRule.lines(facts(image), others)));
    }

    private static ImageFacts facts(String image) {
        return FakeStores.Images.facts(image.charAt(0), ImageConfig.EMPTY, image.substring(1));
    }

    private static String shown(List<PullProgress> lines) {
        return lines.stream()
                .map(PullProgress.Step.class::cast)
                .map(s -> {
                    assertEquals(12, s.id().length());
                    return s.id().charAt(0)
                            + switch (s.text()) {
                                case "Already exists" -> "=";
                                case "Pulling fs layer" -> "+";
                                case "Pull complete" -> ".";
                                default -> s.text();
                            };
                })
                .collect(Collectors.joining(" "));
    }
}
