package dev.reconciler.app.check;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.app.mapping.ExcludedColumns;
import dev.reconciler.app.mapping.Mappings;
import dev.reconciler.app.mapping.TableMappings;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.correction.backfill.OpenReferences;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SourceDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.TargetDemand;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.mapping.SharedTargets;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.Translation;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UnmappedTables;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks every mapped table on both sides. */
final class TableChecks {
    private final ReconcilerConfig config;
    private final ServerInspection source;
    private final SourceDemand ofSource;
    private final ServerInspection target;
    private final TargetDemand ofTarget;
    private final Findings findings;

    TableChecks(
            ReconcilerConfig config,
            ServerInspection source,
            SourceDemand ofSource,
            ServerInspection target,
            TargetDemand ofTarget,
            Findings findings) {
        this.config = config;
        this.source = source;
        this.ofSource = ofSource;
        this.target = target;
        this.ofTarget = ofTarget;
        this.findings = findings;
    }

    void check() {
        Map<TableRef, TableSchema> fromCatalog = source.schema().read(ofSource.tables());
        Map<TableRef, TableSchema> toCatalog = target.schema().read(ofTarget.tables());
        StreamNames targetStream = ofTarget.stream();
        source.sourceTables(ofSource, fromCatalog.keySet(), findings);
        target.targetTables(ofTarget, toCatalog.keySet(), findings);
        NameChecks names = new NameChecks(findings);
        names.columns("source", CaptureEngine.of(config.databases().source().engine()), fromCatalog.values());
        if (targetStream != null) {
            names.columns("target", CaptureEngine.of(config.databases().target().engine()), toCatalog.values());
        }
        MappingResolver resolver = new MappingResolver(Set.copyOf(ofTarget.tables()), lookups());
        List<MappedTable> resolved = new ArrayList<>();
        List<TableMapping> accepted = new ArrayList<>();
        ExcludedColumns excluded = ExcludedColumns.of(config.scope(), fromCatalog, toCatalog);
        excluded.problems().forEach(problem -> findings.error(problem.where(), problem.what(), problem.fix()));
        for (TableConfig table : config.scope().tables()) {
            Optional<TableSchema> from = Optional.ofNullable(fromCatalog.get(table.source()));
            Optional<TableSchema> to = Optional.ofNullable(toCatalog.get(table.target()));
            TableMapping mapping = TableMappings.of(table, excluded.of(table), to);
            resolver.resolve(mapping, from, to)
                    .accept(new Resolution.Visitor<Optional<MappedTable>>() {
                        @Override
                        public Optional<MappedTable> resolved(MappedTable unnamed) {
                            MappedTable mapped = unnamed.named(table.id());
                            from.ifPresent(schema -> source.streamedKey(schema, sourceKey(mapped), findings));
                            if (targetStream != null) {
                                to.ifPresent(schema -> target.streamedKey(schema, targetKey(mapped), findings));
                                target.streamedColumns(mapped, findings);
                            }
                            textKey(mapped);
                            accepted.add(mapping);
                            return Optional.of(mapped);
                        }

                        @Override
                        public Optional<MappedTable> refused(List<String> problems) {
                            problems.forEach(problem -> TableChecks.this.refused(table, problem));
                            return Optional.empty();
                        }
                    })
                    .ifPresent(resolved::add);
        }
        SharedTargets.overlaps(resolved)
                .forEach(overlap -> problem(
                        overlap.table().source() + " -> " + overlap.table().target(), overlap.problem(), ""));
        if (ofTarget.writes()) {
            target.writtenColumns(resolved, toCatalog.keySet(), findings);
        }
        new ColumnChecks(findings).check(resolved);
        new SchemaChecks(source, target, findings).check(accepted);
        new TransformChecks(findings).check(resolved, fromCatalog, toCatalog);
        new FilterChecks(findings).check(resolved, fromCatalog);
        source.zones(TransformChecks.zones(resolved), findings);
        cycles(resolved);
        new DigestChecks(findings)
                .check(config.jobs().verification().digest(), resolved, source.digests(), target.digests());
        source.published(
                ofSource.stream(), resolved.stream().map(MappedTable::source).toList(), findings);
        if (targetStream != null) {
            target.published(
                    targetStream, resolved.stream().map(MappedTable::target).toList(), findings);
        }
        UnmappedTables.of(source.schema().estimates(), Set.copyOf(ofSource.tables()))
                .forEach(this::unmapped);
    }

    /** The lookup tables that exist, which the role must be able to read. */
    private Map<TableRef, TableSchema> lookups() {
        List<TableRef> named = Mappings.lookups(config);
        Map<TableRef, TableSchema> existing = target.schema().read(named);
        target.targetTables(
                new TargetDemand(ofTarget.pipeline(), null, named, false, false, false), existing.keySet(), findings);
        return existing;
    }

    /** No index serves a key whose parts are in several tables of the target. */
    private void textKey(MappedTable table) {
        if (hasTextKey(table)) {
            source.textKey(table.source(), List.of(), sourceKey(table), findings);
            Translation translation = table.keyColumns().get(0).translation();
            if (!table.hasTranslatedKey()) {
                target.textKey(table.target(), table.sliceColumns(), targetKey(table), findings);
            } else if (translation != null && table.key().size() == 1) {
                target.textKey(
                        translation.table(),
                        List.of(),
                        List.of(translation.source().name()),
                        findings);
            }
        }
    }

    private static boolean hasTextKey(MappedTable table) {
        return table.keyTypes().stream().anyMatch(type -> type == LogicalType.TEXT || type == LogicalType.PADDED_TEXT);
    }

    private void unmapped(UnmappedTables unmapped) {
        String named = unmapped.largest().stream()
                .map(table -> table.table() + " ("
                        + (table.rows() == null
                                ? "row count unknown: never analyzed"
                                : "about " + table.rows() + " rows")
                        + ")")
                .collect(Collectors.joining(", "));
        int more = unmapped.tables() - unmapped.largest().size();
        findings.note(
                "source schema " + unmapped.schema(),
                unmapped.tables() + (unmapped.tables() == 1 ? " table is" : " tables are")
                        + " not mapped and therefore neither copied nor verified: " + named
                        + (more > 0 ? ", and " + more + " more" : ""),
                "map them under 'tables' if they are part of the migration");
    }

    private void refused(TableConfig table, String problem) {
        problem(table.source() + " -> " + table.target(), problem, meant(table, problem));
    }

    /** @param meant the end of the fix */
    private void problem(String where, String problem, String meant) {
        int split = problem.lastIndexOf(": ");
        String what = split < 0 ? problem : problem.substring(0, split);
        String fix = split < 0 ? "correct the mapping" : problem.substring(split + 2);
        findings.error(where, what, fix + meant);
    }

    private String meant(TableConfig table, String what) {
        boolean inSource = what.startsWith("source table " + table.source() + " does not exist");
        boolean inTarget = what.startsWith("target table " + table.target() + " does not exist");
        if (!inSource && !inTarget) {
            return "";
        }
        SchemaReader catalog = (inSource ? source : target).schema();
        String name = (inSource ? table.source() : table.target()).toString();
        return Suggestions.nearest(
                        name, catalog.tables().stream().map(TableRef::toString).toList())
                .map(near -> " (did you mean " + near + "?)")
                .orElse("");
    }

    private void cycles(List<MappedTable> tables) {
        if (config.mode() == Mode.OBSERVE
                || config.replication().apply().replicationRole() == ReplicationRole.REPLICA) {
            return;
        }
        Map<MappedTable, ForeignKey> impossible = OpenReferences.impossible(tables);
        impossible.forEach((table, key) -> findings.error(
                "target table " + table.target(),
                "foreign key " + key.name()
                        + " closes a cycle of tables in which no referring column is nullable, so no row can be inserted first",
                "ALTER TABLE " + table.target() + " ALTER COLUMN "
                        + key.columns().get(key.columns().size() - 1)
                        + " DROP NOT NULL, or set apply.replicationRole: replica"));
        OpenReferences open = OpenReferences.of(tables);
        tables.stream()
                .filter(table -> open.concern(table) && !impossible.containsKey(table))
                .forEach(table -> findings.note(
                        "target table " + table.target(),
                        "rows may refer to rows that the backfill fills later (" + String.join(", ", open.names(table))
                                + "); the backfill writes these references in a second pass",
                        "no action needed; apply.replicationRole: replica avoids the second pass if the role has the"
                                + " right"));
    }

    private static List<String> sourceKey(MappedTable table) {
        return table.keyColumns().stream()
                .map(column -> Objects.requireNonNull(column.source()).name())
                .toList();
    }

    private static List<String> targetKey(MappedTable table) {
        return table.keyColumns().stream()
                .map(MappedColumn::target)
                .map(column -> column.name())
                .toList();
    }
}
