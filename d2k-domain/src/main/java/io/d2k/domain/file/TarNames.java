package io.d2k.domain.file;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How entries are named on their way out of a container, and into one. */
public final class TarNames {
    private TarNames() {}

    /** Returns a text as entries hold it. */
    public static String raw(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Returns the text of an entry in words. */
    public static String words(String raw) {
        return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /**
     * Names an entry that tar made of a directory ({@code ./...}) as Docker names it: after the directory.
     *
     * @param base the directory's name; {@code /} for the root, {@code .} where the client asked for what is in it
     */
    public static TarEntry outwards(TarEntry entry, String base) {
        String link = entry.type() == TarEntry.HARD_LINK ? below(entry.link(), base) : entry.link();
        return entry.named(below(entry.name(), base) + (entry.directory() ? "/" : ""), link);
    }

    private static String below(String name, String base) {
        String relative = ContainerPath.clean("/" + name).substring(1);
        String top = raw(base.equals("/") ? "" : base);
        if (relative.isEmpty()) {
            return top;
        }
        return top + "/" + relative;
    }

    /**
     * Names an entry for a tar that unpacks it in a directory.
     *
     * @param destination the directory, for words
     * @return nothing for the directory itself, whose owner and mode stay as they are
     * @throws TarException when it would lie outside
     */
    public static Optional<TarEntry> inwards(TarEntry entry, String destination) throws TarException {
        String name = relative(entry.name())
                .orElseThrow(() -> new TarException(
                        "\"" + words(entry.name()) + "\" is outside of \"" + destination + "\"", false));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String link = entry.link();
        if (entry.type() == TarEntry.HARD_LINK) {
            link = relative(link)
                    .orElseThrow(() -> new TarException(
                            "invalid hardlink \"" + words(destination + "/" + entry.name()) + "\" -> \""
                                    + words(entry.link()) + "\"",
                            false));
        }
        return Optional.of(entry.named(name + (entry.directory() ? "/" : ""), link));
    }

    private static Optional<String> relative(String name) {
        int depth = 0;
        // a leading slash is no way out: the root is the directory
        boolean absolute = name.startsWith("/");
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                depth--;
                if (depth < 0 && !absolute) {
                    return Optional.empty();
                }
                depth = Math.max(depth, 0);
            } else if (!part.isEmpty() && !part.equals(".")) {
                depth++;
            }
        }
        return Optional.of(ContainerPath.clean("/" + name).substring(1));
    }
}
