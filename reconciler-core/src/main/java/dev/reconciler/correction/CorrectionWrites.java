package dev.reconciler.correction;

import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes plans whose rows are locked: a group in one statement, and if that fails, each half of it recursively. So a rejected
 * plan does not keep the other plans from being written, and is found among thousands with few statements.
 */
final class CorrectionWrites {
    private final TargetTransaction transaction;

    CorrectionWrites(TargetTransaction transaction) {
        this.transaction = transaction;
    }

    enum Way {
        INSERT,
        OVERWRITE,
        DELETE,
        /** The row changes its tenant; the stream never writes such a change. */
        CHANGE_TENANT;

        static Way of(CorrectionPlan plan) {
            if (plan.judged() == null) {
                return INSERT;
            }
            if (plan.wanted() == null) {
                return DELETE;
            }
            return plan.tenantBefore().equals(plan.tenant()) ? OVERWRITE : CHANGE_TENANT;
        }
    }

    /** Writes the group; returns the outcomes of the plans that could not be written. */
    List<CorrectionOutcome> write(List<CorrectionPlan> group) {
        Optional<CorrectionOutcome> failure = attempt(group);
        if (failure.isEmpty()) {
            return List.of();
        }
        if (group.size() == 1) {
            return List.of(failure.get());
        }
        int half = group.size() / 2;
        List<CorrectionOutcome> failures = new ArrayList<>(write(group.subList(0, half)));
        failures.addAll(write(group.subList(half, group.size())));
        return failures;
    }

    private Optional<CorrectionOutcome> attempt(List<CorrectionPlan> group) {
        CorrectionPlan first = group.get(0);
        try {
            transaction.attempt(() -> {
                writeGroup(group);
                return group.size();
            });
            return Optional.empty();
        } catch (NotWrittenException e) {
            return Optional.of(CorrectionOutcome.not(first, e.result, String.valueOf(e.getMessage())));
        } catch (WriteFailedException e) {
            if (e.kind() != WriteFailedException.Kind.DATA) {
                throw e;
            }
            return Optional.of(CorrectionOutcome.not(first, result(first, e), String.valueOf(e.getMessage())));
        }
    }

    private Result result(CorrectionPlan plan, WriteFailedException e) {
        if (e.violation() == Violation.FOREIGN_KEY && plan.wanted() != null) {
            return Result.WAITS_FOR_PARENT;
        }
        return e.violation() == Violation.UNIQUE && appeared(plan) ? Result.CHANGED : Result.REFUSED;
    }

    /**
     * Returns whether an application inserted the missing row in the meantime; a different unique index may report the conflict
     * first.
     */
    private boolean appeared(CorrectionPlan plan) {
        return plan.judged() == null
                && !transaction.rows().lock(plan.table(), List.of(plan.key())).isEmpty();
    }

    private void writeGroup(List<CorrectionPlan> group) {
        CorrectionPlan first = group.get(0);
        MappedTable table = first.table();
        if (group.stream().anyMatch(plan -> plan.wanted() != null && !table.isInTargetFilter(plan.wanted()))) {
            throw new NotWrittenException(
                    Result.REFUSED,
                    "the source's row is outside the target's filter (" + table.filter(Side.TARGET)
                            + "): filter the source likewise in where.source, or correct the row");
        }
        switch (Way.of(first)) {
            case INSERT -> insert(table, first.tenant(), group);
            case OVERWRITE ->
                keyed(
                        table,
                        first.tenant(),
                        group.stream()
                                .map(plan -> new KeyedWrite.Upsert(plan.key(), Objects.requireNonNull(plan.wanted())))
                                .toList());
            case DELETE -> delete(table, first.tenantBefore(), group);
            case CHANGE_TENANT -> group.forEach(plan -> changeTenant(table, plan));
        }
    }

    private void changeTenant(MappedTable table, CorrectionPlan plan) {
        if (!transaction.rows().changeTenant(table, plan.tenantBefore(), Objects.requireNonNull(plan.wanted()))) {
            throw new NotWrittenException(
                    Result.REFUSED, "the row is not in the scope of tenant " + plan.tenantBefore());
        }
    }

    /** An absent row can't be locked: the count shows whether another session inserted it in the meantime. */
    private void insert(MappedTable table, TenantId tenant, List<CorrectionPlan> group) {
        RowWriter rows = transaction.rows();
        RowWriter.Inserted inserted = rows.insertAbsent(
                table,
                TenantScope.of(tenant),
                group.stream()
                        .map(plan -> Objects.requireNonNull(plan.wanted()))
                        .toList());
        if (!inserted.collisions().isEmpty()) {
            throw new NotWrittenException(
                    Result.REFUSED,
                    "the target holds another row: outside the mapping's filter, or one whose key its collation takes for"
                            + " this one");
        }
        if (inserted.written() != group.size()) {
            throw new NotWrittenException(
                    Result.CHANGED, "another session inserted a row with this key in the meantime");
        }
    }

    private void delete(MappedTable table, TenantId tenant, List<CorrectionPlan> group) {
        keyed(
                table,
                tenant,
                group.stream().map(plan -> new KeyedWrite.Delete(plan.key())).toList());
    }

    private void keyed(MappedTable table, TenantId tenant, List<? extends KeyedWrite> writes) {
        WriteResult result = transaction.rows().write(table, TenantScope.of(tenant), writes);
        if (!result.foreign().isEmpty()) {
            throw new NotWrittenException(Result.REFUSED, "the row is not in the scope of tenant " + tenant);
        }
        if (result.written() != writes.size()) {
            throw new NotWrittenException(
                    Result.REFUSED, "the target wrote " + result.written() + " rows instead of " + writes.size());
        }
    }

    /** Rolls the group back to its savepoint. */
    private static final class NotWrittenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Result result;

        NotWrittenException(Result result, String message) {
            super(message);
            this.result = result;
        }
    }
}
