package io.d2k.domain.swarm;

import io.d2k.domain.error.EngineException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Finds swarm objects as a swarm manager does: by ID, else by name, else by the beginning of an ID.
 *
 * @param word what the objects are called in messages, such as {@code secret}
 * @param id an object's ID
 * @param name an object's name
 * @param same whether two names are one
 */
public record SwarmLookup<T>(
        String word, Function<T, String> id, Function<T, String> name, BiPredicate<String, String> same) {
    /** Makes one for objects whose names are told apart by their capitals. */
    public SwarmLookup(String word, Function<T, String> id, Function<T, String> name) {
        this(word, id, name, String::equals);
    }

    /**
     * Returns the object.
     *
     * @throws EngineException in Docker's words, when there is none or more than one
     */
    public T require(List<T> all, String ref) {
        return find(all, ref).orElseThrow(() -> EngineException.notFound(word + " " + ref + " not found"));
    }

    /**
     * Returns the object, nothing when there is none.
     *
     * @throws EngineException in Docker's words, when there is more than one
     */
    public Optional<T> find(List<T> all, String ref) {
        Optional<T> exact = all.stream().filter(o -> id.apply(o).equals(ref)).findFirst();
        if (exact.isPresent() || ref.isEmpty()) {
            return exact;
        }
        List<T> found = all.stream().filter(o -> same.test(name.apply(o), ref)).toList();
        if (found.isEmpty()) {
            found = all.stream().filter(o -> id.apply(o).startsWith(ref)).toList();
        }
        if (found.size() > 1) {
            throw EngineException.invalid(word + " " + ref + " is ambiguous (" + found.size() + " matches found)");
        }
        return found.stream().findFirst();
    }
}
