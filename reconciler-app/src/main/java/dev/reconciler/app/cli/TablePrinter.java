package dev.reconciler.app.cli;

import dev.reconciler.text.InvisibleCharacters;
import java.io.PrintWriter;
import java.util.List;

/** Prints rows in columns as wide as their widest cell; a cell is one line, and shows invisible characters as escapes. */
final class TablePrinter {
    private static final String GAP = "  ";

    private final PrintWriter out;

    TablePrinter(PrintWriter out) {
        this.out = out;
    }

    void print(List<String> titles, List<List<String>> rows) {
        int[] widths = titles.stream().mapToInt(TablePrinter::width).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(oneLine(row.get(i))));
            }
        }
        line(titles, widths);
        rows.forEach(row -> line(row.stream().map(TablePrinter::oneLine).toList(), widths));
    }

    private void line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i))
                    .append(" ".repeat(widths[i] - width(cells.get(i))))
                    .append(GAP);
        }
        out.println(line.toString().stripTrailing());
    }

    private static String oneLine(String cell) {
        return InvisibleCharacters.escaped(cell.replaceAll("\r?\n|\t", " "));
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
