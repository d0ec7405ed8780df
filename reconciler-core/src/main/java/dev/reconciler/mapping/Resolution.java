package dev.reconciler.mapping;

import java.util.List;

/** What became of a mapping when it met the live catalogs. */
public sealed interface Resolution {
    record Resolved(MappedTable table) implements Resolution {}

    /** @param problems never empty; each says what is wrong, where, and how to fix it */
    record Refused(List<String> problems) implements Resolution {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
