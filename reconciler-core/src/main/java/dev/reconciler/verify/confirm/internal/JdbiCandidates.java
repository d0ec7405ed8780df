package dev.reconciler.verify.confirm.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Place;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidate.Readings;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.InFlight;
import dev.reconciler.verify.confirm.Reading;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** One pipeline's candidates in the control database. */
public final class JdbiCandidates implements Candidates {
    private static final int SLICE = 10_000;
    private static final String[] REPLACED = {
        "tenant",
        "type",
        "first_seen",
        "read_at",
        "fence",
        "images",
        "rested",
        "readings",
        "changes",
        "confirmed",
        "overdue"
    };

    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final String pipeline;

    public JdbiCandidates(Jdbi jdbi, ControlDialect sql, String pipeline) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.pipeline = pipeline;
    }

    @Override
    public Map<String, Candidate> find(String table, Collection<String> subjects) {
        Map<String, Candidate> found = new HashMap<>();
        for (List<String> some : slices(subjects)) {
            Condition wanted = sql.isAnyText("subject", "subjects", some);
            jdbi.useHandle(handle -> handle.createQuery("""
                SELECT * FROM reconciler.candidate WHERE pipeline = :pipeline AND table_id = :table AND %s
                """.formatted(wanted.sql()))
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bindMap(wanted.bindings())
                    .map((row, context) -> candidate(row))
                    .forEach(candidate -> found.put(candidate.place().subject(), candidate)));
        }
        return found;
    }

    @Override
    public void save(Collection<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return;
        }
        jdbi.useTransaction(transaction -> {
            PreparedBatch batch = transaction.prepareBatch(
                    """
                INSERT INTO reconciler.candidate (pipeline, table_id, subject, of_row, tenant, type, first_seen, read_at,
                    fence, images, rested, readings, changes, confirmed, overdue)
                VALUES (:pipeline, :table, :subject, :ofRow, :tenant, :type, :firstSeen, :readAt,
                    :fence, :images, :rested, :readings, :changes, :confirmed, :overdue)
                """ + sql.replaceExisting("pipeline, table_id, reconciler.key_digest(subject)", REPLACED));
            // In one order, so that two savers can't wait for each other.
            candidates.stream()
                    .sorted((a, b) -> a.place().subject().compareTo(b.place().subject()))
                    .forEach(candidate -> add(batch, candidate));
            batch.execute();
        });
    }

    private void add(PreparedBatch batch, Candidate candidate) {
        Readings readings = candidate.readings();
        batch.bind("pipeline", pipeline)
                .bind("table", candidate.place().table())
                .bind("subject", candidate.place().subject())
                .bind("ofRow", candidate.ofRow())
                .bind("tenant", candidate.place().tenant().value())
                .bind("type", candidate.type().name())
                .bind("firstSeen", readings.first().truncatedTo(ChronoUnit.MICROS))
                // Never earlier than it was: what is stored must not make the settle time seem longer.
                .bind("readAt", readings.last().at().plusNanos(999).truncatedTo(ChronoUnit.MICROS))
                .bind("fence", readings.last().fence())
                .bind("images", readings.last().images())
                .bind("rested", readings.rested())
                .bind("readings", readings.count())
                .bind("changes", readings.changes())
                .bind("confirmed", candidate.confirmed())
                .bind("overdue", candidate.overdue())
                .add();
    }

    @Override
    public void drop(String table, Collection<String> subjects) {
        for (List<String> some : slices(subjects)) {
            Condition wanted = sql.isAnyText("subject", "subjects", some);
            jdbi.useHandle(handle -> handle.createUpdate("""
                DELETE FROM reconciler.candidate WHERE pipeline = :pipeline AND table_id = :table AND %s
                """.formatted(wanted.sql()))
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bindMap(wanted.bindings())
                    .execute());
        }
    }

    @Override
    public List<Candidate> waiting(String table, String after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT * FROM reconciler.candidate
            WHERE pipeline = :pipeline AND table_id = :table AND of_row AND NOT confirmed
              AND left(subject, 300) >= left(:after, 300) AND subject > :after
            ORDER BY left(subject, 300), subject LIMIT :limit
            """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> candidate(row))
                .list());
    }

    @Override
    public void forgetGroups(Instant before) {
        jdbi.useHandle(handle -> handle.createUpdate("""
            DELETE FROM reconciler.candidate WHERE pipeline = :pipeline AND NOT of_row AND read_at < :before
            """)
                .bind("pipeline", pipeline)
                .bind("before", before)
                .execute());
    }

    @Override
    public List<InFlight> inFlight() {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT table_id, tenant, count(*) AS waiting, min(first_seen) AS since, max(changes) AS changes,
                count(CASE WHEN overdue THEN 1 END) AS overdue
            FROM reconciler.candidate WHERE pipeline = :pipeline AND of_row AND NOT confirmed
            GROUP BY table_id, tenant ORDER BY min(first_seen), table_id, tenant
            """)
                .bind("pipeline", pipeline)
                .map((row, context) -> new InFlight(
                        row.getString("table_id"),
                        new TenantId(row.getString("tenant")),
                        row.getLong("waiting"),
                        row.getTimestamp("since").toInstant(),
                        row.getLong("changes"),
                        row.getLong("overdue")))
                .list());
    }

    private static List<List<String>> slices(Collection<String> subjects) {
        List<String> all = List.copyOf(subjects);
        List<List<String>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += SLICE) {
            slices.add(all.subList(from, Math.min(all.size(), from + SLICE)));
        }
        return slices;
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                new Place(row.getString("table_id"), new TenantId(row.getString("tenant")), row.getString("subject")),
                row.getBoolean("of_row"),
                DiscrepancyType.valueOf(row.getString("type")),
                new Readings(
                        row.getTimestamp("first_seen").toInstant(),
                        new Reading(
                                row.getTimestamp("read_at").toInstant(), row.getLong("fence"), row.getString("images")),
                        row.getBoolean("rested"),
                        row.getLong("readings"),
                        row.getLong("changes")),
                row.getBoolean("confirmed"),
                row.getBoolean("overdue"));
    }
}
