package io.d2k.domain.service;

import java.util.List;
import java.util.Map;

/**
 * Where the pods of a service may run, in the cluster's terms.
 *
 * @param terms what a node's labels must be; all of them
 * @param spreads labels of nodes over whose values pods are spread as evenly as may be
 * @param perNode most pods on one node; 0 for no bound
 */
public record Scheduling(List<Term> terms, List<String> spreads, long perNode) {
    /** Copies the lists. */
    public Scheduling {
        terms = List.copyOf(terms);
        spreads = List.copyOf(spreads);
    }

    /** Anywhere. */
    public static final Scheduling ANYWHERE = new Scheduling(List.of(), List.of(), 0);

    /** Returns whether a node of these labels is allowed. */
    public boolean allows(Map<String, String> labels) {
        return terms.stream().allMatch(t -> t.values().contains(labels.getOrDefault(t.label(), "")) == t.in());
    }

    /**
     * One condition on a label.
     *
     * @param label the label's key
     * @param in whether the value has to be one of these, rather than none of them
     * @param values the values
     */
    public record Term(String label, boolean in, List<String> values) {
        /** Copies the list. */
        public Term {
            values = List.copyOf(values);
        }
    }
}
