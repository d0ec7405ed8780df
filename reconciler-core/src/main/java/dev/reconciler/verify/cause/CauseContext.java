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

/** What rules may look at: the window, still open, and everything that it found. For one thread. */
public final class CauseContext {
    private final Lane lane;
    private final Map<String, MappedTable> tables;
    private final List<Finding> findings;
    private final Map<String, TableFacts> facts = new HashMap<>();
    private final Map<String, List<String>> definitions = new HashMap<>();
    private final Map<String, Optional<StreamTrust.Doubt>> doubts = new HashMap<>();
    private final Map<CauseRule, List<?>> asked = new IdentityHashMap<>();
    private final Map<List<Object>, Object> lookedUp = new HashMap<>();

    /** @param findings all that the window found: what is asked of a database is asked for all of them at once */
    public CauseContext(Lane lane, Collection<MappedTable> tables, Collection<? extends Finding> findings) {
        this.lane = lane;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, Function.identity()));
        this.findings = List.copyOf(findings);
    }

    public Lane lane() {
        return lane;
    }

    /** The finding's table; empty if it is about none that is mapped. */
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

    /** What is on record about changes of the table's definition: asked once, however many rows differ. */
    List<String> definitions(String table, SchemaChanges changes) {
        return definitions.computeIfAbsent(table, changes::of);
    }

    /** Why the table's earlier verdicts can't be trusted: asked once, however many rows differ. */
    Optional<StreamTrust.Doubt> doubt(MappedTable table, StreamTrust trust) {
        return doubts.computeIfAbsent(table.id(), id -> trust.of(table));
    }

    /** What a rule asks of a database whatever the finding: asked once for the window. */
    public <T> List<T> once(CauseRule rule, Class<T> type, Supplier<List<T>> ask) {
        return asked.computeIfAbsent(rule, r -> ask.get()).stream()
                .map(type::cast)
                .toList();
    }

    /** The same for one table: looked up once for all of its findings. */
    public <T> T once(CauseRule rule, String table, Class<T> type, Supplier<T> look) {
        return type.cast(lookedUp.computeIfAbsent(List.of(rule, table), key -> look.get()));
    }

    /** What is known of the rows of the finding's table; empty if it is not about a row of a mapped table. */
    Optional<TableFacts> facts(Finding finding) {
        return finding instanceof Finding.OfRow
                ? table(finding)
                        .map(table -> facts.computeIfAbsent(table.id(), id -> new TableFacts(lane, table, rows(id))))
                : Optional.empty();
    }
}
