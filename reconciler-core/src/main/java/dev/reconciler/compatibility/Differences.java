package dev.reconciler.compatibility;

import dev.reconciler.compatibility.SchemaDifference.CountQuery;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Impact;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.SchemaChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the differences of one pair of tables. */
final class Differences {
    static final Impact NONE = new Impact(List.of(), List.of());
    static final Impact REJECTED = writes(Effect.REJECTED_WRITES);
    static final Impact NARROWED = writes(Effect.NARROWING, Effect.REJECTED_WRITES);
    static final Impact REJECTED_INSERT = new Impact(List.of(Effect.REJECTED_WRITES), List.of(Operation.INSERT));

    private final String table;
    private final List<SchemaDifference> found;

    Differences(String table, List<SchemaDifference> found) {
        this.table = table;
        this.found = found;
    }

    static Impact writes(Effect... effects) {
        return new Impact(List.of(effects), List.of(Operation.INSERT, Operation.UPDATE));
    }

    /** A difference of an object, by its kind. */
    record Subject(Kind kind, String object) {}

    void add(Subject subject, Compatibility level, String what, Impact impact, Remedy remedy) {
        String sql = remedy.count();
        found.add(new SchemaDifference(
                table,
                subject.object(),
                subject.kind(),
                level,
                what,
                impact,
                sql == null ? null : new CountQuery(Side.SOURCE, sql),
                remedy.change()));
    }

    /** @param count on the source */
    record Remedy(@Nullable String count, @Nullable SchemaChange change) {
        static final Remedy NONE = new Remedy(null, null);
    }
}
