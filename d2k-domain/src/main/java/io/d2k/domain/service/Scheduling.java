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
    /** The label that holds a node's host name. */
    public static final String HOSTNAME = "kubernetes.io/hostname";

    /** Copies the lists. */
    public Scheduling {
        terms = List.copyOf(terms);
        spreads = List.copyOf(spreads);
    }

    /** Anywhere. */
    public static final Scheduling ANYWHERE = new Scheduling(List.of(), List.of(), 0);

    /** Returns whether a node of these labels is allowed. */
    public boolean allows(Map<String, String> labels) {
        return terms.stream().allMatch(t -> t.holds(labels));
    }

    /**
     * Returns whether a task may stay on a node whose labels are these now. What was asked of nodes by their names was
     * decided when the service was made or changed.
     */
    public boolean keeps(Map<String, String> labels) {
        return terms.stream().filter(t -> !t.label().equals(HOSTNAME)).allMatch(t -> t.holds(labels));
    }

    /**
     * One condition on a label.
     *
     * @param label the label's key
     * @param in whether the value has to be one of these, rather than none of them
     * @param values the values; empty where the label's presence is all that counts
     */
    public record Term(String label, boolean in, List<String> values) {
        /** Copies the list. */
        public Term {
            values = List.copyOf(values);
        }

        private boolean holds(Map<String, String> labels) {
            boolean found =
                    values.isEmpty() ? labels.containsKey(label) : values.contains(labels.getOrDefault(label, ""));
            return found == in;
        }
    }
}
