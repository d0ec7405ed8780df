package dev.reconciler.bench.lab.load;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An order that the load may still change. Numbers of lines are never used twice. */
public final class OpenOrder {
    public final long id;
    final UUID customer;
    private final List<Integer> lines = new ArrayList<>();
    private int lastLine;

    public OpenOrder(long id, UUID customer) {
        this.id = id;
        this.customer = customer;
    }

    public int addLine() {
        lastLine++;
        lines.add(lastLine);
        return lastLine;
    }

    /** Adds a line that the database has. */
    void knowLine(int line) {
        lines.add(line);
        lastLine = Math.max(lastLine, line);
    }

    List<Integer> lines() {
        return List.copyOf(lines);
    }

    void removeLine(int line) {
        lines.remove(Integer.valueOf(line));
    }
}
