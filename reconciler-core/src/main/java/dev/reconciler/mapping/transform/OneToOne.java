package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transform of the value of one source column. */
public sealed interface OneToOne extends Transform
        permits Transform.Direct,
                Transform.OfText,
                Transform.Default,
                Transform.NullIf,
                Cast,
                Hash,
                Lookup,
                LookupTable,
                RegexReplace,
                RocDate,
                Split,
                Utc {
    @Override
    default @Nullable String apply(List<SourceValue> values, LogicalType to) {
        return apply(values.get(0), to);
    }

    /** As {@link Transform#apply}, for the only source column. */
    @Nullable
    String apply(SourceValue value, LogicalType to);
}
