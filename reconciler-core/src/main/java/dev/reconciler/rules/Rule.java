package dev.reconciler.rules;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A business rule from a rule file.
 *
 * @param name unique in the pipeline; part of a discrepancy's identity
 * @param file the rule's file, for messages
 * @param table id of the mapping under which its violations are filed; a short kind is about its rows
 * @param blocking true if a violation blocks the cutover ({@code action: block}); false if it only warns
 */
public record Rule(
        String name,
        String file,
        String description,
        String table,
        boolean blocking,
        Severity severity,
        Check check,
        RuleSettings settings) {
    private static final Pattern TENANT = Pattern.compile("(?<!:):tenant\\b");

    /** A rule with default settings. */
    public Rule(
            String name,
            String file,
            String description,
            String table,
            boolean blocking,
            Severity severity,
            Check check) {
        this(name, file, description, table, blocking, severity, check, RuleSettings.DEFAULT);
    }

    /** The person or team that is responsible for it. */
    public Optional<String> owner() {
        return Optional.ofNullable(settings.owner());
    }

    public RulePhase phase() {
        return settings.phase();
    }

    /** The rule's own schedule; empty if it is evaluated by the schedule of all rules. */
    public Optional<RuleSchedule> schedule() {
        return Optional.ofNullable(settings.schedule());
    }

    /** The longest time of each of its queries on the server; empty for the window's limit. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(settings.timeout());
    }

    /**
     * Returns whether it is evaluated once for each tenant, rather than once.
     *
     * @param tables every mapped table of the pipeline
     */
    public boolean perTenant(Collection<MappedTable> tables) {
        if (settings.acrossTenants()) {
            return false;
        }
        return check instanceof Queries queries
                ? queries.texts().stream().anyMatch(text -> TENANT.matcher(text).find())
                : tables.stream().anyMatch(of -> of.id().equals(table) && of.hasTenants());
    }

    /** Returns whether it reads only the source, so that its result does not depend on the target's rows. */
    public boolean readsSourceOnly() {
        return check instanceof ExpectEmpty empty && empty.side() == Side.SOURCE;
    }

    /** The condition that must hold. */
    public sealed interface Check permits Queries, ShortKind, RowCondition {
        /** The kind's name in rule files. */
        String kind();
    }

    /** A condition on results of queries. */
    public sealed interface Queries extends Check {
        /** Columns that identify a row of a result: a group. None if the result has one row. */
        List<String> key();

        /** The texts of the queries. */
        List<String> texts();
    }

    /**
     * Both queries return the same groups with the same values.
     *
     * @param values value columns, each with its tolerance
     */
    public record Compare(String source, String target, List<String> key, Map<String, Tolerance> values)
            implements Queries {
        public Compare {
            key = List.copyOf(key);
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public String kind() {
            return "query";
        }

        @Override
        public List<String> texts() {
            return List.of(source, target);
        }
    }

    /**
     * The query on one side returns no row.
     *
     * @param finding the type of a returned row: a violation of the rule, or of a reference
     */
    public record ExpectEmpty(Side side, String query, List<String> key, DiscrepancyType finding) implements Queries {
        public ExpectEmpty {
            key = List.copyOf(key);
        }

        @Override
        public String kind() {
            return side == Side.SOURCE ? "source_only" : "target_only";
        }

        @Override
        public List<String> texts() {
            return List.of(query);
        }
    }
}
