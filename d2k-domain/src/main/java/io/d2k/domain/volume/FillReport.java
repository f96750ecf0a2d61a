package io.d2k.domain.volume;

import java.util.ArrayList;
import java.util.List;

/**
 * What filling the new volumes of a container came to, as it is told by the pod: a word and its object in each line.
 *
 * @param filled names of the volumes that have content now, be it the image's or older
 * @param missing names of tools that the image lacks, so that volumes stayed empty
 */
public record FillReport(List<String> filled, List<String> missing) {
    /** What the cluster calls the step that fills, where it speaks of it. */
    public static final String STEP = "d2k-fill";

    /** First word of a line that names a volume with content. */
    public static final String HAS = "has";
    /** First word of a line that names a tool that is not there. */
    public static final String LACKS = "lacks";

    /** Copies the lists. */
    public FillReport {
        filled = List.copyOf(filled);
        missing = List.copyOf(missing);
    }

    /** Reads a report; lines of another kind are passed over. */
    public static FillReport parse(String text) {
        List<String> filled = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] words = line.strip().split(" ", 2);
            if (words.length == 2 && words[0].equals(HAS)) {
                filled.add(words[1]);
            } else if (words.length == 2 && words[0].equals(LACKS)) {
                missing.add(words[1]);
            }
        }
        return new FillReport(filled, missing);
    }
}
