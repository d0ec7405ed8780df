package dev.reconciler.run.stream;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.ChangedRowRules;
import dev.reconciler.rules.ChangedRowRules.Shown;
import dev.reconciler.rules.RowCondition;
import dev.reconciler.rules.RowEvaluation;
import dev.reconciler.rules.RowEvaluation.Subject;
import dev.reconciler.rules.RowGroup;
import dev.reconciler.rules.Rule;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleLimits;
import dev.reconciler.rules.RulePhase;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.recheck.RowRules;
import dev.reconciler.verify.stream.RowScreen;
import dev.reconciler.window.Lane;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of kind {@code row} on each changed row. A row that matches the ledger is the source's row too, so it is judged in the target
 * alone; a row on which a rule is not true is noted, and judged again in a window, which records the violation. A row with an open
 * violation is judged again in a window after each change, so that the violation is healed.
 *
 * <p>A rule has at most {@link RuleLimits#findings} noted or open rows; further violating rows are counted, and a headline says their
 * number. Not thread-safe, except {@link #of}.
 */
final class StreamRules implements RowScreen, RowRules {
    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final int MOST = RuleLimits.DEFAULT.findings();

    private final Pipeline pipeline;
    private final FindingHandler findings;
    private final Supplier<RuleBook> book;
    private final StreamListener listener;
    private final InstantSource clock;
    private volatile Map<String, List<Rule>> rules = Map.of();
    private Map<String, ChangedRowRules> screens = Map.of();
    /** By rule, the keys with an open violation, or noted since the last refresh. */
    private Map<Rule, Set<RowKey>> known = new HashMap<>();

    private final Map<Rule, Set<RowKey>> noted = new HashMap<>();
    private final Map<Subject, Long> more = new HashMap<>();
    /** By rule, the further row of this period that opens a window; the screen may see it twice. */
    private final Map<Rule, RowKey> told = new HashMap<>();
    /** Subjects with further violations since their headline was stated. */
    private final Set<Subject> unstated = new HashSet<>();

    private Instant refreshed = Instant.MIN;

    StreamRules(
            Pipeline pipeline,
            FindingHandler findings,
            Supplier<RuleBook> book,
            StreamListener listener,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.findings = findings;
        this.book = book;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Reads the rules again, and the rows with open violations, at most once in ten seconds. Files that can't be read leave the rules as
     * they are.
     */
    void refresh() {
        Instant now = clock.instant();
        if (now.isBefore(refreshed.plus(REFRESH))) {
            return;
        }
        Map<String, List<Rule>> read = read();
        if (!read.equals(rules)) {
            rules = read;
            screens = pipeline.tables().stream()
                    .filter(table -> read.containsKey(table.id()))
                    .collect(Collectors.toMap(MappedTable::id, table -> new ChangedRowRules(table, of(table))));
            noted.clear();
            more.clear();
            unstated.clear();
        }
        Map<Rule, Set<RowKey>> open = new HashMap<>();
        for (MappedTable table : pipeline.tables()) {
            for (Rule rule : of(table)) {
                Set<RowKey> keys = new HashSet<>(noted.getOrDefault(rule, Set.of()));
                findings.openGroups(rule.name(), table.id(), null)
                        .forEach(group -> RowGroup.key(table, group).ifPresent(keys::add));
                open.put(rule, keys);
            }
        }
        known = open;
        noted.clear();
        told.clear();
        refreshed = now; // last, so that a failure is repeated by the next tick instead of leaving a part of it
    }

    private Map<String, List<Rule>> read() {
        try {
            RuleBook now = book.get();
            if (!now.problems().isEmpty() && !rules.isEmpty()) {
                return rules; // a file in the middle of a save must not take its rule away
            }
            return now.rules().stream()
                    .filter(rule -> rule.check() instanceof RowCondition && rule.phase() == RulePhase.DURING)
                    .collect(Collectors.groupingBy(Rule::table));
        } catch (UncheckedIOException e) {
            return rules; // the stream's verification continues: the next run of rules reports the folder
        }
    }

    @Override
    public List<Rule> of(MappedTable table) {
        return rules.getOrDefault(table.id(), List.of());
    }

    @Override
    public boolean isSuspect(MappedTable table, RowKey key, @Nullable Row row) {
        ChangedRowRules screen = screens.get(table.id());
        if (screen == null) {
            return false;
        }
        Map<Rule, Shown> shown = row == null ? Map.of() : screen.shown(row);
        boolean suspect = false;
        for (Rule rule : of(table)) {
            suspect |= isSuspect(rule, shown.getOrDefault(rule, Shown.TRUE), table, key, row);
        }
        return suspect;
    }

    private boolean isSuspect(Rule rule, Shown shown, MappedTable table, RowKey key, @Nullable Row row) {
        boolean isKnown = known.getOrDefault(rule, Set.of()).contains(key);
        switch (shown) {
            case TRUE, UNKNOWN -> {
                return isKnown || shown == Shown.UNKNOWN;
            }
            case FAILED -> {
                listener.ruleFailed(rule.name(), 1);
                return false;
            }
            case FALSE -> {
                if (!isKnown && !hasRoom(rule)) {
                    TenantId tenant =
                            row == null || rule.settings().acrossTenants() ? TenantId.NONE : table.tenantOf(row);
                    if (!key.equals(told.get(rule))) {
                        Subject subject = new Subject(rule, tenant);
                        more.merge(subject, 1L, Long::sum);
                        unstated.add(subject);
                    }
                    // One more in each period, so that a window says their number.
                    return key.equals(told.computeIfAbsent(rule, r -> key));
                }
                known.computeIfAbsent(rule, r -> new HashSet<>()).add(key);
                noted.computeIfAbsent(rule, r -> new HashSet<>()).add(key);
                return true;
            }
        }
        return false;
    }

    private boolean hasRoom(Rule rule) {
        return known.getOrDefault(rule, Set.of()).size() < MOST;
    }

    /** Says how many violating rows are not recorded one by one, and counts the rows on which an expression failed. */
    @Override
    public void evaluated(Lane lane, RowEvaluation evaluation) {
        List<Finding> headlines = new ArrayList<>();
        more.forEach((subject, number) -> {
            Rule rule = subject.rule();
            if (rule.table().equals(evaluation.table()) && unstated.contains(subject)) {
                headlines.add(new Finding.MoreRuleViolations(
                        rule.table(),
                        subject.tenant(),
                        rule.name(),
                        MOST + number,
                        MOST,
                        rule.blocking(),
                        rule.severity()));
            }
        });
        findings.headlines(lane, headlines);
        unstated.removeIf(subject -> subject.rule().table().equals(evaluation.table()));
        // Recorded now, so that the next repair of such a row is judged too.
        evaluation.outcomes().keySet().forEach(subject -> {
            Set<RowKey> keys = evaluation.violating(subject);
            known.computeIfAbsent(subject.rule(), r -> new HashSet<>()).addAll(keys);
            noted.computeIfAbsent(subject.rule(), r -> new HashSet<>()).addAll(keys);
        });
        evaluation.failures().forEach((rule, rows) -> listener.ruleFailed(rule.name(), rows));
    }
}
