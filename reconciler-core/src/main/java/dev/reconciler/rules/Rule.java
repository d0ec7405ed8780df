package dev.reconciler.rules;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A business rule from a rule file.
 *
 * @param name unique in the pipeline; part of a discrepancy's identity
 * @param file the rule's file, for messages
 * @param table id of the mapping under which its violations are filed
 * @param blocking true if a violation blocks the cutover ({@code action: block}); false if it only warns
 */
public record Rule(
        String name, String file, String description, String table, boolean blocking, Severity severity, Check check) {
    private static final Pattern TENANT = Pattern.compile("(?<!:):tenant\\b");

    /** Returns whether it is evaluated once for each tenant, rather than once. */
    public boolean perTenant() {
        return TENANT.matcher(check.target()).find();
    }

    /** The condition that must hold. */
    public sealed interface Check {
        /** The query on the target. */
        String target();

        /** Columns that identify a row of a result: a group. */
        List<String> key();
    }

    /**
     * Both queries return the same groups with the same values.
     *
     * @param values value columns, each with its tolerance: an exact decimal, 0 or more
     */
    public record Compare(String source, String target, List<String> key, Map<String, BigDecimal> values)
            implements Check {
        public Compare {
            key = List.copyOf(key);
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /**
     * The target query returns no row.
     *
     * @param finding the type of a returned row: a violation of the rule, or of a reference
     */
    public record ExpectEmpty(String target, List<String> key, DiscrepancyType finding) implements Check {
        public ExpectEmpty {
            key = List.copyOf(key);
        }
    }
}
