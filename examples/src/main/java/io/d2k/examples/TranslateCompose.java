package io.d2k.examples;

import io.d2k.embed.ComposeFiles;
import io.d2k.embed.Translated;
import io.d2k.embed.Translation;
import java.nio.file.Path;

/** Translates a Compose file, without a cluster: {@code TranslateCompose compose.yaml NAMESPACE}. */
public final class TranslateCompose {
    private TranslateCompose() {}

    /** Prints the manifests, and on the standard error what is not carried over. */
    public static void main(String... args) {
        Translated translated = Translation.to(args[1]).compose(ComposeFiles.of(Path.of(args[0])));
        translated.warnings().forEach(System.err::println);
        translated.errors().forEach(System.err::println);
        System.out.print(translated.yaml());
    }
}
