package dev.reconciler.mapping.transform;

import dev.reconciler.row.LogicalType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The canonical forms of the source values, joined. NULLs are left out with their separator; NULL if all are. */
public record Concat(String separator) implements Transform {
    @Override
    public @Nullable String apply(List<SourceValue> values, LogicalType to) {
        List<String> parts = values.stream()
                .map(SourceValue::canonical)
                .filter(Objects::nonNull)
                .collect(Collectors.toList());
        return parts.isEmpty() ? null : String.join(separator, parts);
    }

    @Override
    public boolean isInjective() {
        return false;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.concat(this);
    }
}
