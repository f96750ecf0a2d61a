package io.d2k.translate.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.d2k.translate.InputException;
import io.d2k.translate.Problems;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
    private static final Map<String, String> VARIABLES = Map.of("A", "a", "EMPTY", "", "B_2", "b");

    private final Problems problems = new Problems();
    private final Interpolation interpolation =
            new Interpolation(name -> Optional.ofNullable(VARIABLES.get(name)), problems);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "$A|a",
                "${A}|a",
                "x${A}y$B_2.z|xayb.z",
                "$$A|$A",
                "$$$A|$a",
                "$${A}|${A}",
                "${NO:-d}|d",
                "${EMPTY:-d}|d",
                "${EMPTY-d}|``",
                "${NO-d}|d",
                "${A:-d}|a",
                "${A:+alt}|alt",
                "${EMPTY:+alt}|``",
                "${EMPTY+alt}|alt",
                "${NO+alt}|``",
                "${NO:-${A}}|a",
                "${NO:-${NO2:-$A-b}}|a-b",
                "${NO:-}|``",
                "${A:?needed}|a",
                "${NO:-a:b}|a:b",
                "${A:-{\"k\": {}}}|a",
                "${NO:-{\"k\": {}}}.|{\"k\": {}}.",
                "${NO:-{}|{",
                "$(id)|$(id)",
                "cost$|cost$",
                "^a(:[0-9]+)?$'|^a(:[0-9]+)?$'",
                "$1 $- $ {A} $A|$1 $- $ {A} a",
            })
    void putsVariablesIn(String text, String expected) {
        assertEquals(expected, interpolation.text(text, "f:1: k"));
        assertTrue(problems.warnings().isEmpty(), problems.warnings()::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${NO:?it is needed}|f:1: k: required variable NO is missing a value: it is needed",
                "${EMPTY:?}|f:1: k: required variable EMPTY is missing a value",
                "${A|f:1: k: invalid interpolation format: \"${A\". Escape a $ by another $.",
                "${}|f:1: k: invalid interpolation format: \"${}\". Escape a $ by another $.",
                "${A!b}|f:1: k: invalid interpolation format: \"${A!b}\". Escape a $ by another $.",
                "${A} ${|f:1: k: invalid interpolation format: \"${A} ${\". Escape a $ by another $.",
            })
    void refusesWhatIsWrong(String text, String message) {
        assertEquals(
                message,
                assertThrows(InputException.class, () -> interpolation.text(text, "f:1: k"))
                        .getMessage());
    }

    @Test
    void warnsOfVariablesThatAreNotSet() {
        assertEquals("", interpolation.text("$NO", "f:1"));
        assertEquals(1, problems.warnings().size());
        assertTrue(problems.warnings().getFirst().contains("\"NO\" variable is not set"));
    }

    @Test
    void readsFilesOfVariables() {
        String text = """
                # a comment
                PLAIN=a b # comment
                export EXPORTED=x
                HASH=a#b
                SINGLE='$A "q" # no'
                DOUBLE="$A\\n\\$A"
                MULTI="one
                two"
                COLON: c
                ALONE
                REF=${PLAIN}-$A
                EMPTY_ONE=
                """;
        Map<String, Optional<String>> values =
                DotEnv.read("f", text, name -> Optional.ofNullable(VARIABLES.get(name)), problems);
        assertEquals(
                "{PLAIN=Optional[a b], EXPORTED=Optional[x], HASH=Optional[a#b], SINGLE=Optional[$A \"q\" # no],"
                        + " DOUBLE=Optional[a\n$A], MULTI=Optional[one\ntwo], COLON=Optional[c],"
                        + " ALONE=Optional.empty, REF=Optional[a b-a], EMPTY_ONE=Optional[]}",
                values.toString());
        assertEquals(
                "f:2: unterminated quoted value",
                assertThrows(
                                InputException.class,
                                () -> DotEnv.read("f", "A=1\nB=\"x\n", n -> Optional.empty(), problems))
                        .getMessage());
    }
}
