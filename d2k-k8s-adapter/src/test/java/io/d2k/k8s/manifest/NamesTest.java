package io.d2k.k8s.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    private static final String ID = "abcdef0123456789".repeat(4);

    @ParameterizedTest
    @CsvSource({"web,1,0,web-abcdef-1", "web,12,3,web-abcdef-12-r3"})
    void podsAreNamedByContainerAndRun(String object, int run, int restart, String name) {
        assertEquals(name, Names.pod(object, ID, run, restart));
    }

    @Test
    void longNamesAreCutToWhatAHostNameHolds() {
        String pod = Names.pod("a".repeat(45) + "--" + "b".repeat(30), ID, 123456789, 1000);
        assertTrue(pod.length() <= 63, pod);
        assertTrue(pod.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"), pod);
        assertTrue(Names.logArchive("x".repeat(63), ID).length() <= 63);
    }

    @ParameterizedTest
    @CsvSource({"web,web", "My_Web.1,My_Web.1", "_a_,a", "a/b:c,a-b-c", "é,''"})
    void labelsHoldWhatTheyCan(String name, String label) {
        assertEquals(label, Names.label(name));
    }

    @Test
    void imagesOfDifferentReferencesHaveDifferentNames() {
        assertNotEquals(Names.image("docker.io/library/a:1"), Names.image("docker.io/library/a:2"));
        assertTrue(Names.image("x").matches("d2k-image-[0-9a-f]{32}"));
    }

    @Test
    void partsOfStartFilesTellTheirArchive() {
        String id = "0123456789abcdef".repeat(4);
        String part = Names.startPart("x-files-9-00000000-1".repeat(4), id, 12, "0a1b2c3d", 3);
        assertTrue(part.length() <= 63, part);
        assertEquals(OptionalInt.of(12), Names.startPartArchive(part));
        assertEquals(OptionalInt.empty(), Names.startPartArchive(Names.startFiles("box", id)));
    }
}
