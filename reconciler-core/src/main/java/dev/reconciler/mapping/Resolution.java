package dev.reconciler.mapping;

import java.util.List;

/** The result of resolving a mapping against the live catalogs. */
public sealed interface Resolution {
    record Resolved(MappedTable table) implements Resolution {}

    /** @param problems never empty; each says what is wrong, where, and how to fix it */
    record Refused(List<String> problems) implements Resolution {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
