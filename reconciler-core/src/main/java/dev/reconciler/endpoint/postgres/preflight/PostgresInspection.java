package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.CountedRows;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SessionDemand;
import dev.reconciler.endpoint.engine.SourceDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamRecord;
import dev.reconciler.endpoint.engine.TargetDemand;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.catalog.PostgresCatalogReader;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresDigestProbe;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.PublicationSafety;
import dev.reconciler.endpoint.postgres.source.SlotStart;
import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.catalog.CatalogReader;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server before a pipeline starts. */
public final class PostgresInspection implements ServerInspection {
    private static final int FIRST_WITH_GENERATED_COLUMNS = 180000;
    private static final List<String> READS = List.of("SELECT");
    private static final List<String> WRITES = List.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private final PostgresPreflight database;
    private final String noun;
    private final String where;
    /** Tables whose replica identity has been refused already. */
    private final Set<TableRef> withoutIdentity = new HashSet<>();
    /** Null until {@link #facts}. */
    private @Nullable ServerFacts facts;

    private PostgresInspection(PostgresPreflight database, String noun, String where) {
        this.database = database;
        this.noun = noun;
        this.where = where;
    }

    /**
     * @param noun the database's role in the pipeline: {@code source}, {@code target} or {@code control}
     * @throws ConnectionRefusedException with the server's words and the fix
     */
    public static PostgresInspection connect(DatabaseLogin login, String noun) throws ConnectionRefusedException {
        int timeout = (int) Math.max(1, login.timeouts().connect().toSeconds());
        PostgresPreflight database =
                PostgresPreflight.connect(PostgresPools.url(login), login.user(), login.password(), timeout);
        return new PostgresInspection(database, noun, noun + " " + login);
    }

    @Override
    public CatalogReader catalog() {
        return new PostgresCatalogReader(side(), database.dataSource());
    }

    @Override
    public CountedRows count(String sql, Duration limit) {
        return database.count(sql, limit);
    }

    @Override
    public SchemaReader schema() {
        return new PostgresSchemaReader(side(), database.dataSource());
    }

    @Override
    public DigestProbe digests() {
        return new PostgresDigestProbe(side(), database.dataSource());
    }

    /** The server's facts, read once: every check asks for some, and each question takes a round trip. */
    private ServerFacts facts() {
        if (facts == null) {
            facts = database.server();
        }
        return facts;
    }

    private Side side() {
        return noun.equals("source") ? Side.SOURCE : Side.TARGET;
    }

    @Override
    public String server() {
        return facts().systemIdentifier();
    }

    @Override
    public boolean isSameDatabase(ServerInspection other) {
        if (!(other instanceof PostgresInspection that)) {
            return false;
        }
        ServerFacts here = facts();
        ServerFacts there = that.facts();
        return !here.systemIdentifier().isEmpty()
                && here.systemIdentifier().equals(there.systemIdentifier())
                && here.database().equals(there.database());
    }

    @Override
    public boolean isDirect(CheckReport report) {
        return new SessionChecks(report).direct(where, database.sessions());
    }

    @Override
    public void sessions(SessionDemand demand, CheckReport report) {
        SessionChecks sessions = new SessionChecks(report);
        sessions.settings(where, database.sessions());
        sessions.count(where, demand, database.sessions());
    }

    @Override
    public void source(SourceDemand demand, CheckReport report) {
        streamed(true, report);
        ServerChecks servers = new ServerChecks(report);
        ServerFacts facts = facts();
        servers.both(where, facts);
        servers.source(where, facts);
        String slot = demand.stream().slot();
        SlotStart start = start(demand.record(), slot);
        servers.slot(where, database, facts, slot, start, demand.resync());
        if (start == SlotStart.CREATE || start == SlotStart.RECREATE || demand.resync()) {
            servers.openTransactions(where, new PostgresSlot(database.dataSource(), slot));
        }
        String publication = demand.stream().publication();
        if (database.publication(publication).isEmpty()) {
            servers.mayPublish(where, facts);
        }
        servers.publication(where, database, publication, demand.tables());
    }

    @Override
    public void target(TargetDemand demand, CheckReport report) {
        streamed(demand.stream() != null, report);
        SessionChecks sessions = new SessionChecks(report);
        sessions.control(where, database);
        sessions.replicationRole(where, database.sessions(), demand.replica());
        ServerChecks servers = new ServerChecks(report);
        ServerFacts facts = facts();
        servers.both(where, facts);
        servers.target(where, facts);
        StreamNames stream = demand.stream();
        if (stream != null) {
            servers.targetStream(where, facts);
            StreamRecord record = new StreamRecord(
                    false,
                    database.hasTargetStream(demand.pipeline()),
                    database.isSlotIntended(demand.pipeline(), facts.systemIdentifier(), stream.slot()));
            servers.targetSlot(where, database, facts, stream.slot(), start(record, stream.slot()));
            servers.publication(where, database, stream.publication(), demand.tables());
        }
        if (demand.replica() && !facts.privileges().replicaRole()) {
            report.error(
                    where,
                    "the role may not set session_replication_role, as apply.replicationRole: replica asks",
                    "GRANT SET ON PARAMETER session_replication_role TO the role (a superuser before version 15)");
        }
    }

    private void streamed(boolean streamed, CheckReport report) {
        SessionChecks sessions = new SessionChecks(report);
        sessions.functions(where, database, streamed);
        if (streamed) {
            sessions.replication(where, database);
        }
    }

    private SlotStart start(StreamRecord record, String slot) {
        return SlotStart.of(
                record.applied(), record.origin(), database.slot(slot).isPresent(), record.intended());
    }

    @Override
    public void control(CheckReport report) {
        new SessionChecks(report).control(where, database);
        new ServerChecks(report).target(where, facts());
    }

    @Override
    public Position origin() {
        return LsnFormat.INSTANCE.origin();
    }

    @Override
    public StreamRecord streamRecord(String pipeline, ServerInspection source, String stream) {
        return new StreamRecord(
                database.hasApplied(pipeline, source.origin()),
                database.hasSlotOrigin(pipeline),
                database.isSlotIntended(pipeline, source.server(), stream));
    }

    @Override
    public void queryUser(String role, List<TableRef> tables, CheckReport report) {
        new RuleRoleChecks(report).check(where, database, role, tables);
    }

    @Override
    public void sourceTables(SourceDemand demand, Set<TableRef> existing, CheckReport report) {
        access(demand.tables(), existing, READS, demand.stream(), report);
    }

    @Override
    public void targetTables(TargetDemand demand, Set<TableRef> existing, CheckReport report) {
        access(demand.tables(), existing, demand.writes() ? WRITES : READS, demand.stream(), report);
        if (demand.writes()) {
            new SideEffectChecks(report, demand.replica()).check(database.sideEffects(existing, demand.replica()));
        }
    }

    /** @param stream the stream that is to carry the tables; null for none */
    private void access(
            List<TableRef> tables,
            Set<TableRef> existing,
            List<String> privileges,
            @Nullable StreamNames stream,
            CheckReport report) {
        Set<TableRef> published = stream == null
                ? Set.of()
                : Set.copyOf(database.publication(stream.publication()).orElse(List.of()));
        Map<TableRef, TableAccess> access = database.access(existing, privileges);
        for (TableRef table : tables) {
            TableAccess granted = access.get(table);
            if (granted != null) {
                access(table, granted, report);
                if (stream != null && !granted.owned() && !published.contains(table)) {
                    report.error(
                            named(table),
                            "the role does not own the table, so it can't publish it",
                            "make the role a member of the owner, or CREATE PUBLICATION " + stream.publication()
                                    + " FOR TABLE ... as the owner");
                }
            }
        }
    }

    private void access(TableRef table, TableAccess access, CheckReport report) {
        if (!access.missing().isEmpty()) {
            String missing = String.join(", ", access.missing());
            report.error(
                    named(table), "the role lacks " + missing, "GRANT " + missing + " ON " + table + " TO the role");
        }
        if (access.rowSecurity()) {
            report.error(named(table), "row security hides rows from the role", "ALTER ROLE ... BYPASSRLS");
        }
    }

    @Override
    public void streamedKey(TableSchema table, List<String> key, CheckReport report) {
        if (!table.replicaIdentity().covers(key)) {
            withoutIdentity.add(table.ref());
            report.error(
                    named(table.ref()),
                    "its replica identity lacks the key (" + String.join(", ", key)
                            + "): updates and deletes couldn't be told apart",
                    "ALTER TABLE " + table.ref() + " REPLICA IDENTITY USING INDEX ... over the key, or FULL");
        }
    }

    @Override
    public void streamedColumns(MappedTable table, CheckReport report) {
        if (facts().version() < FIRST_WITH_GENERATED_COLUMNS) {
            table.columns().stream()
                    .filter(column -> column.target().generated())
                    .forEach(column -> report.error(
                            named(table.target()),
                            "column " + column.target().name()
                                    + " is generated, and PostgreSQL before 18 does not publish such columns",
                            "leave target.stream out, or take the column out of the mapping"));
        }
    }

    @Override
    public void textKey(TableRef table, List<String> fixed, List<String> key, CheckReport report) {
        if (!database.hasBinaryIndex(table, fixed, key)) {
            report.warning(
                    named(table),
                    "no index sorts its text key by byte: each reading of a range of keys scans the table",
                    "CREATE INDEX CONCURRENTLY ON " + table + " ("
                            + Stream.concat(fixed.stream(), key.stream().map(name -> name + " COLLATE \"C\""))
                                    .collect(Collectors.joining(", "))
                            + ") (COLLATE for text columns only)");
        }
    }

    @Override
    public void writtenColumns(List<MappedTable> tables, Set<TableRef> existing, CheckReport report) {
        new IdentityChecks(report).check(tables, AlwaysIdentity.of(database.dataSource(), existing));
    }

    @Override
    public void zones(Set<ZoneId> zones, CheckReport report) {
        zones.stream()
                .map(ZoneId::getId)
                .filter(zone -> !database.knowsZone(zone))
                .sorted()
                .forEach(zone -> report.error(
                        where,
                        "the server does not know the time zone " + zone
                                + ", which the transform utc of a column names",
                        "install the operating system's time zones with their old names (package tzdata-legacy on"
                                + " Debian), or write the zone's present name"));
    }

    /** Finds conditions that {@code serve} would refuse, or that make the application's statements fail already. */
    @Override
    public void published(StreamNames stream, Collection<TableRef> tables, CheckReport report) {
        PostgresPublication published = new PostgresPublication(database.dataSource(), stream.publication());
        Set<TableRef> carried = published.tables();
        for (PublicationSafety.Unsafe unsafe : published.unsafe(tables)) {
            String free = carried.contains(unsafe.table())
                    ? "; publication " + stream.publication() + " carries it, so statements may be failing now: "
                            + published.release(List.of(unsafe.table()))
                            + " (or 'reconciler cleanup --publication') frees them"
                    : "";
            if (!withoutIdentity.contains(unsafe.table())) {
                report.error(named(unsafe.table()), unsafe.what(), unsafe.fix() + free);
            }
        }
    }

    private String named(TableRef table) {
        return noun + " table " + table;
    }

    @Override
    public void close() {
        database.close();
    }
}
