package io.d2k.domain.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.d2k.domain.fake.Refusals;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io, library/busybox, latest, busybox:latest",
        "busybox:1.36, docker.io, library/busybox, 1.36, busybox:1.36",
        "docker.io/busybox, docker.io, library/busybox, latest, busybox:latest",
        "index.docker.io/library/busybox, docker.io, library/busybox, latest, busybox:latest",
        "me/app, docker.io, me/app, latest, me/app:latest",
        "library/busybox, docker.io, library/busybox, latest, busybox:latest",
        "localhost/app, localhost, app, latest, localhost/app:latest",
        "localhost:5000/app:v1, localhost:5000, app, v1, localhost:5000/app:v1",
        "host:5000/a/b/c, host:5000, a/b/c, latest, host:5000/a/b/c:latest",
        "quay.io/org/app:v1, quay.io, org/app, v1, quay.io/org/app:v1",
        "Registry/app, Registry, app, latest, Registry/app:latest",
        "10.0.0.1/app, 10.0.0.1, app, latest, 10.0.0.1/app:latest",
        "[::1]:5000/app, [::1]:5000, app, latest, [::1]:5000/app:latest",
        "a_b/c__d-e.f, docker.io, a_b/c__d-e.f, latest, a_b/c__d-e.f:latest",
    })
    void referencesAreBroughtIntoNormalForm(String text, String domain, String path, String tag, String familiar) {
        ImageReference r = ImageReference.parse(text);
        assertEquals(new ImageReference(domain, path, Optional.of(tag), Optional.empty()), r);
        assertEquals(familiar, r.familiar());
        assertEquals(tag, r.selector());
        assertEquals(r, ImageReference.parse(r.familiar()));
    }

    @ParameterizedTest
    @CsvSource({
        "app, '', app:latest",
        "app:1, '', app:1",
        "app:1, 2, app:2",
        "r.example:5000/app, x, r.example:5000/app:x"
    })
    void namesAreGiven(String repository, String tag, String familiar) {
        assertEquals(familiar, ImageReference.name(repository, tag).familiar());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''     | '' | invalid reference format
            X      | '' | invalid reference format: repository name (library/X) must be lowercase
            app    | -  | invalid tag format
            0123456789012345678901234567890123456789012345678901234567890abc | '' | invalid repository name (0123456789012345678901234567890123456789012345678901234567890abc), cannot specify 64-byte hexadecimal strings
            sha256 | x  | refusing to create an ambiguous tag using digest algorithm as name
            app@sha256:0123456789012345678901234567890123456789012345678901234567890123 | '' | cannot import digest reference
            """)
    void namesThatAreNoneAreRefusedInDockersWords(String repository, String tag, String message) {
        Refusals.invalid(message, () -> ImageReference.name(repository, tag));
    }

    @Test
    void digestsTakeTheTagsPlace() {
        String digest = "sha256:" + "a".repeat(64);
        ImageReference plain = ImageReference.parse("busybox@" + digest);
        assertEquals(Optional.empty(), plain.tag());
        assertEquals("busybox@" + digest, plain.familiar());
        ImageReference both = ImageReference.parse("busybox:1@" + digest);
        assertEquals("busybox:1@" + digest, both.familiar());
        assertEquals(digest, both.selector());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a:b:c",
                "a b",
                "-a",
                "a/",
                "/a",
                "a//b",
                "a:",
                "a:-tag",
                "a@sha256:12",
                "a___b",
                "web:",
                "a@",
                "host:port/a"
            })
    void otherTextIsNoReference(String text) {
        Refusals.invalid("invalid reference format", () -> ImageReference.parse(text));
    }

    @Test
    void namesEnd() {
        assertEquals("x".repeat(247), ImageReference.parse("x".repeat(247)).familiarName());
        Refusals.invalid(
                "repository name must not be more than 255 characters", () -> ImageReference.parse("x".repeat(248)));
    }

    @ParameterizedTest
    @CsvSource({"Busybox, library/Busybox", "Me/App, App", "quay.io/Org/app:1, Org/app", "docker.io/Web, library/Web"})
    void capitalsAreNamed(String text, String repository) {
        if (text.equals("Me/App")) {
            // a first part with capitals counts as a registry
            Refusals.invalid(
                    "invalid reference format: repository name (App) must be lowercase",
                    () -> ImageReference.parse(text));
            return;
        }
        Refusals.invalid(
                "invalid reference format: repository name (" + repository + ") must be lowercase",
                () -> ImageReference.parse(text));
    }
}
