package dev.reconciler.app.check;

import dev.reconciler.app.config.Mode;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.ReplicationRole;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.correction.backfill.OpenReferences;
import dev.reconciler.endpoint.postgres.preflight.AlwaysIdentity;
import dev.reconciler.endpoint.postgres.preflight.PostgresPreflight;
import dev.reconciler.endpoint.postgres.preflight.TableAccess;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PublicationSafety;
import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UnmappedTables;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold for every mapped table, on both sides. */
final class TableChecks {
    private static final int FIRST_WITH_GENERATED_COLUMNS = 180000;

    private final ReconcilerConfig config;
    private final Database source;
    private final Database target;
    private final Findings findings;

    /** One side, by what it says about itself and by what its catalog says about tables. */
    record Database(PostgresPreflight facts, SchemaReader catalog, DigestProbe digests) {}

    /** Tables whose replica identity has been refused already. */
    private final Set<String> withoutIdentity = new HashSet<>();

    TableChecks(ReconcilerConfig config, Database source, Database target, Findings findings) {
        this.config = config;
        this.source = source;
        this.target = target;
        this.findings = findings;
    }

    void check() {
        List<TableRef> sources =
                config.tables().stream().map(TableConfig::source).toList();
        List<TableRef> targets =
                config.tables().stream().map(TableConfig::target).toList();
        Map<TableRef, TableSchema> fromCatalog = source.catalog().read(sources);
        Map<TableRef, TableSchema> toCatalog = target.catalog().read(targets);
        sourceAccess(sources, fromCatalog.keySet());
        targetAccess(targets, toCatalog.keySet());
        NameChecks names = new NameChecks(findings);
        names.columns("source", fromCatalog.values());
        if (config.observe().targetStream()) {
            names.columns("target", toCatalog.values());
        }
        MappingResolver resolver = new MappingResolver(Set.copyOf(targets));
        List<MappedTable> resolved = new ArrayList<>();
        for (TableConfig table : config.tables()) {
            Optional<TableSchema> from = Optional.ofNullable(fromCatalog.get(table.source()));
            Optional<TableSchema> to = Optional.ofNullable(toCatalog.get(table.target()));
            Resolution resolution = resolver.resolve(TableMappings.of(table, to), from, to);
            if (resolution instanceof Resolution.Refused refused) {
                refused.problems().forEach(problem -> refused(table, problem));
            } else if (resolution instanceof Resolution.Resolved mapped) {
                resolved.add(mapped.table());
                from.ifPresent(schema -> identity("source", schema, sourceKey(mapped.table())));
                if (config.observe().targetStream()) {
                    to.ifPresent(schema -> identity("target", schema, targetKey(mapped.table())));
                    unpublishedColumns(mapped.table());
                }
                textKey(source, "source", table.source(), sourceKey(mapped.table()), mapped.table());
                textKey(target, "target", table.target(), targetKey(mapped.table()), mapped.table());
            }
        }
        if (writesTarget()) {
            new IdentityChecks(findings)
                    .check(resolved, AlwaysIdentity.of(target.facts().dataSource(), toCatalog.keySet()));
        }
        cycles(resolved);
        new DigestChecks(findings).check(config.verification().digest(), resolved, source.digests(), target.digests());
        publishable(
                source,
                "source",
                config.stream().publication(),
                resolved.stream().map(MappedTable::source).toList());
        if (config.observe().targetStream()) {
            publishable(
                    target,
                    "target",
                    config.stream().targetPublication(),
                    resolved.stream().map(MappedTable::target).toList());
        }
        UnmappedTables.of(source.catalog().estimates(), Set.copyOf(sources)).forEach(this::unmapped);
    }

    /** What {@code serve} would refuse, or what fails the application's statements already. */
    private void publishable(Database side, String noun, String publication, Collection<TableRef> tables) {
        PostgresPublication published = new PostgresPublication(side.facts().dataSource(), publication);
        Set<TableRef> carried = published.tables();
        for (PublicationSafety.Unsafe unsafe : published.unsafe(tables)) {
            String free = carried.contains(unsafe.table())
                    ? "; publication " + publication + " carries it, so statements may be failing now: "
                            + published.release(List.of(unsafe.table()))
                            + " (or 'reconciler cleanup --publication') frees them"
                    : "";
            if (!withoutIdentity.contains(noun + unsafe.table())) {
                findings.error(noun + " table " + unsafe.table(), unsafe.what(), unsafe.fix() + free);
            }
        }
    }

    private void unmapped(UnmappedTables unmapped) {
        String named = unmapped.largest().stream()
                .map(table -> table.table() + " ("
                        + (table.rows() == null ? "rows unknown: never analyzed" : "about " + table.rows() + " rows")
                        + ")")
                .collect(Collectors.joining(", "));
        int more = unmapped.tables() - unmapped.largest().size();
        findings.note(
                "source schema " + unmapped.schema(),
                unmapped.tables() + (unmapped.tables() == 1 ? " table is" : " tables are")
                        + " not mapped, so neither copied nor verified: " + named
                        + (more > 0 ? ", and " + more + " more" : ""),
                "map them under 'tables', if they are part of the migration");
    }

    private void refused(TableConfig table, String problem) {
        int split = problem.lastIndexOf(": ");
        String what = split < 0 ? problem : problem.substring(0, split);
        String fix = split < 0 ? "correct the mapping" : problem.substring(split + 2);
        findings.error(table.source() + " -> " + table.target(), what, fix + meant(table, what));
    }

    private String meant(TableConfig table, String what) {
        boolean inSource = what.startsWith("source table " + table.source() + " does not exist");
        boolean inTarget = what.startsWith("target table " + table.target() + " does not exist");
        if (!inSource && !inTarget) {
            return "";
        }
        SchemaReader catalog = (inSource ? source : target).catalog();
        String name = (inSource ? table.source() : table.target()).toString();
        return Suggestions.nearest(
                        name, catalog.tables().stream().map(TableRef::toString).toList())
                .map(near -> " (did you mean " + near + "?)")
                .orElse("");
    }

    private void sourceAccess(List<TableRef> tables, Set<TableRef> existing) {
        Set<TableRef> published = Set.copyOf(
                source.facts().publication(config.stream().publication()).orElse(List.of()));
        Map<TableRef, TableAccess> access = source.facts().access(existing, List.of("SELECT"));
        for (TableRef table : tables) {
            TableAccess granted = access.get(table);
            if (granted != null) {
                access("source table " + table, table, granted);
                if (!granted.owned() && !published.contains(table)) {
                    unpublished("source table " + table, config.stream().publication());
                }
            }
        }
    }

    private void unpublished(String where, String publication) {
        findings.error(
                where,
                "the role does not own the table, so it can't publish it",
                "make the role a member of the owner, or CREATE PUBLICATION " + publication
                        + " FOR TABLE ... as the owner");
    }

    private void unpublishedColumns(MappedTable table) {
        if (target.facts().server().version() < FIRST_WITH_GENERATED_COLUMNS) {
            table.columns().stream()
                    .filter(column -> column.target().generated())
                    .forEach(column -> findings.error(
                            "target table " + table.target(),
                            "column " + column.target().name()
                                    + " is generated, and PostgreSQL before 18 does not publish such columns",
                            "leave target.stream out, or take the column out of the mapping"));
        }
    }

    private void targetAccess(List<TableRef> tables, Set<TableRef> existing) {
        boolean streamed = config.observe().targetStream();
        Set<TableRef> published = streamed
                ? Set.copyOf(target.facts()
                        .publication(config.stream().targetPublication())
                        .orElse(List.of()))
                : Set.of();
        Map<TableRef, TableAccess> access = target.facts().access(existing, neededOfTarget());
        for (TableRef table : tables) {
            TableAccess granted = access.get(table);
            if (granted != null) {
                access("target table " + table, table, granted);
                if (streamed && !granted.owned() && !published.contains(table)) {
                    unpublished("target table " + table, config.stream().targetPublication());
                }
            }
        }
        if (writesTarget()) {
            boolean replica = config.apply().replicationRole() == ReplicationRole.REPLICA;
            new SideEffectChecks(findings, replica).check(target.facts().sideEffects(existing, replica));
        }
    }

    /** In mode observe only corrections write, and none does while they are in dry-run. */
    private boolean writesTarget() {
        return config.mode() == Mode.REPLICATE || !config.correction().dryRun();
    }

    /** Decisions of reviewers write, too; where the role may not, they are refused. */
    private List<String> neededOfTarget() {
        return writesTarget() ? List.of("SELECT", "INSERT", "UPDATE", "DELETE") : List.of("SELECT");
    }

    private void access(String where, TableRef table, TableAccess access) {
        if (!access.missing().isEmpty()) {
            String missing = String.join(", ", access.missing());
            findings.error(where, "the role lacks " + missing, "GRANT " + missing + " ON " + table + " TO the role");
        }
        if (access.rowSecurity()) {
            findings.error(where, "row security hides rows from the role", "ALTER ROLE ... BYPASSRLS");
        }
    }

    private void identity(String noun, TableSchema table, List<String> key) {
        if (!table.replicaIdentity().covers(key)) {
            withoutIdentity.add(noun + table.ref());
            findings.error(
                    noun + " table " + table.ref(),
                    "its replica identity lacks the key (" + String.join(", ", key)
                            + "): updates and deletes couldn't be told apart",
                    "ALTER TABLE " + table.ref() + " REPLICA IDENTITY USING INDEX ... over the key, or FULL");
        }
    }

    private void textKey(Database side, String noun, TableRef table, List<String> key, MappedTable mapped) {
        boolean text = mapped.keyTypes().stream()
                .anyMatch(type -> type == LogicalType.TEXT || type == LogicalType.PADDED_TEXT);
        if (text && !side.facts().hasBinaryIndex(table, key)) {
            findings.warning(
                    noun + " table " + table,
                    "no index sorts its text key by byte: each chunk would be sorted anew",
                    "CREATE INDEX CONCURRENTLY ON " + table + " ("
                            + key.stream().map(name -> name + " COLLATE \"C\"").collect(Collectors.joining(", "))
                            + ") (COLLATE for text columns only)");
        }
    }

    private void cycles(List<MappedTable> tables) {
        if (config.mode() == Mode.OBSERVE || config.apply().replicationRole() == ReplicationRole.REPLICA) {
            return;
        }
        Map<MappedTable, ForeignKey> impossible = OpenReferences.impossible(tables);
        impossible.forEach((table, key) -> findings.error(
                "target table " + table.target(),
                "foreign key " + key.name()
                        + " closes a cycle of tables in which no column may be NULL: no row can be the first",
                "ALTER TABLE " + table.target() + " ALTER COLUMN "
                        + key.columns().get(key.columns().size() - 1)
                        + " DROP NOT NULL, or set apply.replicationRole: replica"));
        OpenReferences open = OpenReferences.of(tables);
        tables.stream()
                .filter(table -> open.concern(table) && !impossible.containsKey(table))
                .forEach(table -> findings.note(
                        "target table " + table.target(),
                        "rows may refer to rows that are filled later (" + String.join(", ", open.names(table))
                                + "): the backfill writes such references in a second pass",
                        "nothing to do; apply.replicationRole: replica saves the second pass, where the right"
                                + " is granted"));
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
