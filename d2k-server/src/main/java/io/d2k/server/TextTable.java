package io.d2k.server;

import java.util.List;

/** Tables for people. */
public final class TextTable {
    private TextTable() {}

    /** Returns lines of cells in columns. */
    public static String of(List<? extends List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        lines.forEach(line -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        StringBuilder out = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                row.append(line.get(i)).repeat(' ', widths[i] - line.get(i).length() + 3);
            }
            out.append(row.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
