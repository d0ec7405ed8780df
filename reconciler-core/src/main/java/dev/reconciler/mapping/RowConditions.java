package dev.reconciler.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The row filters of a table as the configuration file writes them: conditions by column.
 *
 * @param source by source column
 * @param target by target column
 */
public record RowConditions(Map<String, Values> source, Map<String, Values> target) {
    public static final RowConditions ALL = new RowConditions(Map.of(), Map.of());

    public RowConditions {
        source = Collections.unmodifiableMap(new LinkedHashMap<>(source));
        target = Collections.unmodifiableMap(new LinkedHashMap<>(target));
    }

    /**
     * The values that a column must, or must not, hold.
     *
     * @param values empty for NULL; never an empty list
     */
    public record Values(List<Optional<String>> values, boolean isNegated) {
        public Values {
            values = List.copyOf(values);
        }
    }
}
