package dev.reconciler.discrepancy;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A difference that a check has proven, before it is recorded. */
public sealed interface Finding {
    /** {@link dev.reconciler.mapping.MappedTable#id}. */
    String table();

    TenantId tenant();

    DiscrepancyType type();

    /** The object that differs, within table and tenant: an encoded key, a group of a rule, or empty for the table as a whole. */
    String subject();

    /** A difference in one row. */
    sealed interface OfRow extends Finding {
        RowKey key();

        /** The source's row; null if the source has no such row, or if {@link #sourceKnown} is false. */
        @Nullable
        Row source();

        /** The target snapshot's row; null if the target has no such row. */
        @Nullable
        Row target();

        /** False for a key in doubt: the difference is proven by the ledger's hash, the right image is read by a later window. */
        boolean sourceKnown();

        @Override
        default String subject() {
            return key().encoded();
        }
    }

    record MissingInTarget(
            String table,
            TenantId tenant,
            RowKey key,
            @Nullable Row source,
            boolean sourceKnown) implements OfRow {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.MISSING_IN_TARGET;
        }

        @Override
        public @Nullable Row target() {
            return null;
        }
    }

    record ExtraInTarget(String table, TenantId tenant, RowKey key, Row target) implements OfRow {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.EXTRA_IN_TARGET;
        }

        @Override
        public @Nullable Row source() {
            return null;
        }

        @Override
        public boolean sourceKnown() {
            return true;
        }
    }

    /** @param columns names of the target columns that differ; empty if only the ledger's hash proves it */
    record FieldMismatch(
            String table,
            TenantId tenant,
            RowKey key,
            @Nullable Row source,
            Row target,
            List<String> columns,
            boolean sourceKnown)
            implements OfRow {
        public FieldMismatch {
            columns = List.copyOf(columns);
        }

        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.FIELD_MISMATCH;
        }
    }

    /** The row exists on both sides, under different tenants. {@code tenant} is the source's. */
    record TenantConflict(String table, TenantId tenant, RowKey key, Row source, Row target, TenantId targetTenant)
            implements OfRow {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.TENANT_CONFLICT;
        }

        @Override
        public boolean sourceKnown() {
            return true;
        }
    }

    /** The key has parked events: not drift, a failure to apply. */
    record ApplyFailure(
            String table,
            TenantId tenant,
            RowKey key,
            @Nullable Row source,
            @Nullable Row target,
            String error) implements OfRow {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.APPLY_FAILURE;
        }

        @Override
        public boolean sourceKnown() {
            return true;
        }
    }

    /**
     * The row differs at each reading, but never twice in the same way: it keeps changing beyond the time limit.
     *
     * @param detail first time and number of readings, for people
     */
    record TemporalInconsistency(String table, TenantId tenant, RowKey key, String detail) implements OfRow {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.TEMPORAL_INCONSISTENCY;
        }

        /** Null: the present row does not predict the next one. */
        @Override
        public @Nullable Row source() {
            return null;
        }

        @Override
        public @Nullable Row target() {
            return null;
        }

        @Override
        public boolean sourceKnown() {
            return true;
        }
    }

    /**
     * One side holds several rows under one key, which its unique index should prevent (an index damaged by a change of the
     * collation, an index that is not valid).
     *
     * @param source a row of the source under the key; null if there is none
     * @param target a row of the target under the key, the one that the source lacks if there is such a row; null if there is
     *     none
     * @param detail the side, the number of its rows and the rows, for people
     */
    record DuplicateKey(
            String table,
            TenantId tenant,
            RowKey key,
            @Nullable Row source,
            @Nullable Row target,
            String detail) implements OfRow {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.DUPLICATE_KEY;
        }

        @Override
        public boolean sourceKnown() {
            return true;
        }
    }

    /**
     * The row can't be stored, because the target's collation takes its key for that of another row, which the source and the target
     * both hold.
     *
     * @param source the row that the target lacks
     * @param detail the other key and both rows, for people
     */
    record KeyCollision(String table, TenantId tenant, RowKey key, Row source, String detail) implements OfRow {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.KEY_COLLISION;
        }

        @Override
        public @Nullable Row target() {
            return null;
        }

        @Override
        public boolean sourceKnown() {
            return true;
        }
    }

    /**
     * More rows of the table differ than a run records one by one: the headline for all of them.
     *
     * @param detail numbers by tenant and ranges of keys, for people
     */
    record MassDrift(String table, String detail) implements Finding {
        @Override
        public TenantId tenant() {
            return TenantId.NONE;
        }

        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.MASS_DRIFT;
        }

        @Override
        public String subject() {
            return "";
        }
    }

    /** Numbers of rows at the same position differ. */
    record CountMismatch(String table, TenantId tenant, long source, long target) implements Finding {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.COUNT_MISMATCH;
        }

        @Override
        public String subject() {
            return "";
        }
    }

    /**
     * A business rule's results differ for one group.
     *
     * @param group the rule's key columns and values, as text
     * @param blocking true if the rule's action is {@code block}
     * @param severity the rule's severity
     */
    record RuleViolation(
            String table,
            TenantId tenant,
            String rule,
            String group,
            String source,
            String target,
            boolean blocking,
            Severity severity)
            implements Finding {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.RULE_VIOLATION;
        }

        @Override
        public String subject() {
            return rule + "/" + group;
        }
    }

    /**
     * A row refers to a row that does not exist; found by a rule.
     *
     * @param row the rule's key columns and values, as text
     * @param target the rule's query result for the row
     * @param blocking true if the rule's action is {@code block}
     * @param severity the rule's severity
     */
    record ReferentialViolation(
            String table, TenantId tenant, String rule, String row, String target, boolean blocking, Severity severity)
            implements Finding {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.REFERENTIAL_VIOLATION;
        }

        @Override
        public String subject() {
            return rule + "/" + row;
        }
    }

    /**
     * More groups violate a rule than a run records one by one: the headline for the others.
     *
     * @param violations number of all violating groups
     * @param recorded number of those that are recorded one by one
     * @param blocking true if the rule's action is {@code block}
     * @param severity the rule's severity
     */
    record MoreRuleViolations(
            String table,
            TenantId tenant,
            String rule,
            long violations,
            long recorded,
            boolean blocking,
            Severity severity)
            implements Finding {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.RULE_VIOLATION;
        }

        /** No group has this text: a group names its columns. */
        @Override
        public String subject() {
            return rule + "/more groups";
        }
    }

    /** The stream or the catalogs show that a table's definition changed. */
    record SchemaDrift(String table, TenantId tenant, String what, boolean incompatible) implements Finding {
        @Override
        public DiscrepancyType type() {
            return DiscrepancyType.SCHEMA_DRIFT;
        }

        @Override
        public String subject() {
            return what;
        }
    }
}
