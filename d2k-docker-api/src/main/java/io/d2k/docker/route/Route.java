package io.d2k.docker.route;

import java.util.Optional;

/**
 * One line of the route table.
 *
 * @param method HTTP method
 * @param template path without a version; at most one {@code {variable}}, which may hold slashes as image names do
 * @param supported whether Docker's function is there; otherwise the handler says why not
 * @param remark why not, and what to do instead; empty for what is supported
 * @param handler answers the request
 */
public record Route(String method, String template, boolean supported, String remark, Handler handler) {
    /** Returns the variable's value (empty for a template without one), or nothing when the path is another. */
    Optional<String> match(String path) {
        int open = template.indexOf('{');
        if (open < 0) {
            return path.equals(template) ? Optional.of("") : Optional.empty();
        }
        int tail = template.length() - template.indexOf('}') - 1;
        boolean fits = path.length() > open + tail
                && path.regionMatches(0, template, 0, open)
                && path.regionMatches(path.length() - tail, template, template.length() - tail, tail);
        return fits ? Optional.of(path.substring(open, path.length() - tail)) : Optional.empty();
    }
}
