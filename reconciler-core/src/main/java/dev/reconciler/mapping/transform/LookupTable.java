package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.TableRef;
import org.jspecify.annotations.Nullable;

/**
 * A new identity by a table of the target, which holds the new value of each old one. Values keep the source's form everywhere but in
 * the target itself: its readers and its writer translate them ({@link dev.reconciler.mapping.Translation}).
 *
 * @param source the table's column that holds the source's values
 * @param target the table's column that holds the target's values
 */
public record LookupTable(TableRef table, String source, String target) implements OneToOne {
    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        return value.text();
    }

    @Override
    public boolean isInjective() {
        return true;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.lookupTable(this);
    }
}
