package io.d2k.registry;

import io.d2k.domain.error.EngineException;
import io.d2k.domain.image.ImageLookup;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which tags a repository has; registries tell long lists in pages, each of which names the next one. */
final class TagList {
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\\b");

    private TagList() {}

    /**
     * Reads all pages.
     *
     * @throws RegistryFailure when there is no such repository, or the list cannot be had in time
     */
    static List<String> read(Repository repository) throws RegistryFailure {
        Set<String> tags = new LinkedHashSet<>();
        Optional<String> page = Optional.of("");
        while (page.isPresent()) {
            Answer answer = repository.tags(page.get());
            boolean news = tags.addAll(Json.parse(answer.body(), "list of tags").texts("tags"));
            // a list that goes round in a circle ends here
            page = news ? next(answer) : Optional.empty();
        }
        return List.copyOf(tags);
    }

    // Where the next page is follows from the repository; who wrote the list decides on the question alone.
    private static Optional<String> next(Answer answer) throws RegistryFailure {
        Matcher link = NEXT.matcher(String.join(", ", answer.headers().allValues("Link")));
        if (!link.find()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(URI.create(link.group(1)).getRawQuery()).map(query -> "?" + query);
        } catch (IllegalArgumentException e) {
            throw RegistryFailure.unreachable("invalid list of tags: no address of the next page");
        }
    }

    /** Returns a failure in the words and with the status that the Docker Engine has for it in a pull. */
    static EngineException failure(RegistryFailure failure) {
        return switch (failure.lookup()) {
            case ImageLookup.Missing missing -> EngineException.notFound(missing.message());
            case ImageLookup.Denied denied when denied.hidden() -> EngineException.notFound(denied.message());
            default -> EngineException.internal(failure.getMessage());
        };
    }
}
