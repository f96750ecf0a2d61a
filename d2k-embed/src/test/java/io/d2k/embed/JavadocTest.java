package io.d2k.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is public has Javadoc, without an error in it. */
class JavadocTest {
    /** The first sentence says what is returned and what is expected; tags that repeat it are not asked for. */
    private static final Pattern TAGS = Pattern.compile("no @(?:param|return|throws) .*|no @return");

    @Test
    void whatIsPublicIsDocumented(@TempDir Path folder) throws IOException {
        DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
        var found = new DiagnosticCollector<JavaFileObject>();
        boolean done;
        try (StandardJavaFileManager files = tool.getStandardFileManager(found, Locale.ROOT, null)) {
            files.setLocationFromPaths(DocumentationTool.Location.DOCUMENTATION_OUTPUT, List.of(folder));
            List<String> options = List.of(
                    "-quiet",
                    "-Xdoclint:all",
                    "-Xmaxwarns",
                    "10000",
                    "-classpath",
                    System.getProperty("java.class.path"));
            done = tool.getTask(null, files, found, null, options, files.getJavaFileObjectsFromPaths(sources()))
                    .call();
        }
        assertTrue(done, () -> found.getDiagnostics().toString());
        assertEquals(
                List.of(),
                found.getDiagnostics().stream()
                        .filter(d -> d.getKind() != Diagnostic.Kind.NOTE)
                        .filter(d -> !TAGS.matcher(d.getMessage(Locale.ROOT)).find())
                        .map(Object::toString)
                        .toList());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> own = Files.walk(Path.of("src/main/java"));
                Stream<Path> domain = Files.walk(Path.of("../d2k-domain/src/main/java"))) {
            return Stream.concat(own, domain)
                    .filter(f -> f.toString().endsWith(".java"))
                    .toList();
        }
    }
}
