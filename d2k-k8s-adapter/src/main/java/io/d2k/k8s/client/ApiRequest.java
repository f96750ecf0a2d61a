package io.d2k.k8s.client;

import java.util.List;
import java.util.Locale;

/**
 * What a request asks of the API server, in the words of its permissions (RBAC).
 *
 * @param verb such as {@code list}; the method in lower case where no resource is asked for
 * @param group of the API, empty for the core
 * @param resource such as {@code pods}, empty for paths such as {@code /version}
 * @param subresource such as {@code exec}, empty for the object itself
 */
public record ApiRequest(String verb, String group, String resource, String subresource) {
    /** Is told of each answer of the API server. */
    @FunctionalInterface
    public interface Observer {
        /** Tells nobody. */
        Observer NONE = new Observer() {
            @Override
            public void answered(ApiRequest request, int code) {}
        };

        /** Called when a request is about to be sent, by the thread that waits for its answer. */
        default void sending() {}

        /**
         * Called when the head of an answer is there.
         *
         * @param code HTTP status, 0 when there was no answer
         */
        void answered(ApiRequest request, int code);
    }

    /**
     * Reads a request.
     *
     * @param method HTTP method
     * @param path segments of the path
     * @param watch whether the query asks for a watch
     */
    static ApiRequest of(String method, List<String> path, boolean watch) {
        boolean core = startsWith(path, "api");
        if (!(core || startsWith(path, "apis")) || path.size() < (core ? 3 : 4)) {
            return new ApiRequest(method.toLowerCase(Locale.ROOT), "", "", "");
        }
        String group = core ? "" : path.get(1);
        List<String> rest = path.subList(core ? 2 : 3, path.size());
        if (rest.get(0).equals("namespaces") && rest.size() > 2) {
            rest = rest.subList(2, rest.size());
        }
        boolean named = rest.size() > 1;
        return new ApiRequest(verb(method, named, watch), group, rest.get(0), rest.size() > 2 ? rest.get(2) : "");
    }

    private static boolean startsWith(List<String> path, String first) {
        return !path.isEmpty() && path.get(0).equals(first);
    }

    private static String verb(String method, boolean named, boolean watch) {
        return switch (method) {
            case "GET", "HEAD" -> watch ? "watch" : named ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }
}
