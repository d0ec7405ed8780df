package dev.reconciler.compatibility;

import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.SchemaChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A difference between the definitions of source and target.
 *
 * @param table the mapping's tables, or the one table that has no counterpart
 * @param object the column, index, constraint or trigger; empty for the table itself
 * @param count the query that counts the rows concerned; null if no query can tell them
 * @param change of the target that removes the difference; null if there is none
 */
public record SchemaDifference(
        String table,
        String object,
        Kind kind,
        Compatibility level,
        String what,
        Impact impact,
        @Nullable CountQuery count,
        @Nullable SchemaChange change) {
    /** The part of the definition that differs. */
    public enum Kind {
        TABLE,
        COLUMN,
        TYPE,
        NULLABILITY,
        DEFAULT,
        COLLATION,
        IDENTITY,
        SEQUENCE,
        GENERATED,
        PRIMARY_KEY,
        UNIQUE,
        INDEX,
        FOREIGN_KEY,
        CHECK,
        TRIGGER,
        VIEW
    }

    /** The effect on the data. */
    public enum Effect {
        NARROWING,
        TRUNCATION,
        ROUNDING,
        REJECTED_WRITES,
        CHANGED_VALUES,
        NOT_COPIED,
        SLOWER_QUERIES
    }

    /** A statement of an application or of the pipeline. */
    public enum Operation {
        INSERT,
        UPDATE,
        DELETE
    }

    /** @param operations those that are affected */
    public record Impact(List<Effect> effects, List<Operation> operations) {
        public Impact {
            effects = List.copyOf(effects);
            operations = List.copyOf(operations);
        }
    }

    /** @param side the database on which the query runs */
    public record CountQuery(Side side, String sql) {}
}
