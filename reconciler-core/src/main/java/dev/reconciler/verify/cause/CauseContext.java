package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.window.Lane;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The input of cause rules: the window, still open, and all of its findings. Not thread-safe. */
public final class CauseContext {
    private final Lane lane;
    private final Map<String, MappedTable> tables;
    private final List<Finding> findings;
    private final Map<String, TableFacts> facts = new HashMap<>();
    private final Map<String, List<String>> definitions = new HashMap<>();
    private final Map<String, Optional<StreamTrust.Doubt>> doubts = new HashMap<>();
    private final Map<CauseRule, List<?>> asked = new IdentityHashMap<>();
    private final Map<List<Object>, Object> lookedUp = new HashMap<>();

    /** @param findings all findings of the window: queries are made for all of them together */
    public CauseContext(Lane lane, Collection<MappedTable> tables, Collection<? extends Finding> findings) {
        this.lane = lane;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
        this.findings = List.copyOf(findings);
    }

    public Lane lane() {
        return lane;
    }

    /** The finding's mapped table; empty if it has none. */
    public Optional<MappedTable> table(Finding finding) {
        return Optional.ofNullable(tables.get(finding.table()));
    }

    /** The window's findings that are about one row of that table. */
    public List<Finding.OfRow> rows(String table) {
        return findings.stream()
                .filter(finding -> finding.table().equals(table))
                .filter(Finding.OfRow.class::isInstance)
                .map(Finding.OfRow.class::cast)
                .toList();
    }

    /** Recorded changes of the table's definition; read once per window. */
    List<String> definitions(String table, SchemaChanges changes) {
        return definitions.computeIfAbsent(table, changes::of);
    }

    /** The reason why the table's earlier verdicts can't be trusted; read once per window. */
    Optional<StreamTrust.Doubt> doubt(MappedTable table, StreamTrust trust) {
        return doubts.computeIfAbsent(table.id(), id -> trust.of(table));
    }

    /** The result of a rule's query that does not depend on the finding; run once per window. */
    public <T> List<T> once(CauseRule rule, Class<T> type, Supplier<List<T>> ask) {
        return asked.computeIfAbsent(rule, r -> ask.get()).stream()
                .map(type::cast)
                .toList();
    }

    /** The result of a rule's query for one table; run once for all of its findings. */
    public <T> T once(CauseRule rule, String table, Class<T> type, Supplier<T> look) {
        return type.cast(lookedUp.computeIfAbsent(List.of(rule, table), key -> look.get()));
    }

    /** The facts of the finding's table; empty if the finding is not about a row of a mapped table. */
    Optional<TableFacts> facts(Finding finding) {
        return finding instanceof Finding.OfRow
                ? table(finding)
                        .map(table -> facts.computeIfAbsent(table.id(), id -> new TableFacts(lane, table, rows(id))))
                : Optional.empty();
    }
}
