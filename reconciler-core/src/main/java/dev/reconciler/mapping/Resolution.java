package dev.reconciler.mapping;

import java.util.List;

/** The result of resolving a mapping against the live catalogs. */
public sealed interface Resolution {
    /** Calls the method for this outcome, so that an outcome which a use forgets doesn't compile. */
    <T> T accept(Visitor<T> visitor);

    /** One method per outcome. */
    interface Visitor<T> {
        T resolved(MappedTable table);

        /** @param problems never empty; each says what is wrong, where, and how to fix it */
        T refused(List<String> problems);
    }

    record Resolved(MappedTable table) implements Resolution {
        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.resolved(table);
        }
    }

    /** @param problems never empty; each says what is wrong, where, and how to fix it */
    record Refused(List<String> problems) implements Resolution {
        public Refused {
            problems = List.copyOf(problems);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.refused(problems);
        }
    }
}
