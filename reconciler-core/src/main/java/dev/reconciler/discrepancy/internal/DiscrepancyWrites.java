package dev.reconciler.discrepancy.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Json;
import dev.reconciler.discrepancy.Change;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement.Decided;
import dev.reconciler.discrepancy.Settlement.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Statements that change discrepancies, each for many of them, inside its caller's transaction. */
final class DiscrepancyWrites {
    private final ControlDialect sql;

    DiscrepancyWrites(ControlDialect sql) {
        this.sql = sql;
    }

    /**
     * Waits for other recorders of the same discrepancies.
     *
     * @param sightings of different discrepancies, in the order of their ids
     * @return ids of those that are new
     */
    Set<String> insertAbsent(Handle transaction, List<Sighting> sightings) {
        PreparedBatch batch = transaction.prepareBatch(
                """
            INSERT INTO reconciler.discrepancy (id, pipeline, table_id, tenant, subject, type,
                cause, cause_evidence, severity, state, state_since, source_image, target_image, columns, detail,
                run, job, source_content, fence_sequence, fence_position,
                seen, first_seen, last_seen, version)
            VALUES (:id, :pipeline, :table, :tenant, :subject, :type,
                :cause, :causeEvidence, :severity, 'OPEN', :at, %s, %s, %s, :detail,
                :run, :job, :content, :fence, :position, 1, :at, :at, 1)
            %s
            """.formatted(sql.json(":source"), sql.json(":target"), sql.json(":columns"), sql.skipExisting("id")));
        for (Sighting sighting : sightings) {
            bind(batch, sighting)
                    .bind("pipeline", sighting.pipeline())
                    .bind("table", sighting.finding().table())
                    .bind("tenant", sighting.finding().tenant().value())
                    .bind("subject", sighting.finding().subject())
                    .bind("type", sighting.finding().type().name())
                    .add();
        }
        int[] inserted = batch.execute();
        Set<String> created = new HashSet<>();
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 1) {
                created.add(sightings.get(i).id());
            }
        }
        return created;
    }

    /**
     * A sighting that changes its discrepancy.
     *
     * @param state the new state
     * @param versionsOn the increase of the version
     */
    record News(Sighting sighting, DiscrepancyState state, Instant stateSince, int versionsOn) {}

    /** Takes over what the findings say, and counts them. */
    void see(Handle transaction, List<News> news) {
        if (news.isEmpty()) {
            return;
        }
        PreparedBatch batch =
                transaction.prepareBatch("""
            UPDATE reconciler.discrepancy
            SET cause = :cause, cause_evidence = :causeEvidence, severity = :severity, state = :state, state_since = :since,
                source_image = %s, target_image = %s, columns = %s, detail = :detail, run = :run, job = :job,
                source_content = :content, fence_sequence = :fence, fence_position = :position,
                seen = seen + 1, last_seen = :at, version = version + :versionsOn,
                accepted_until = NULL, settled = false, settled_source = NULL, settled_target = NULL,
                decision = NULL
            WHERE id = :id
            """.formatted(sql.json(":source"), sql.json(":target"), sql.json(":columns")));
        for (News each : news) {
            bind(batch, each.sighting())
                    .bind("state", each.state().name())
                    .bind("since", each.stateSince())
                    .bind("versionsOn", each.versionsOn())
                    .add();
        }
        batch.execute();
    }

    private static PreparedBatch bind(PreparedBatch batch, Sighting sighting) {
        return batch.bind("id", sighting.id())
                .bind("cause", sighting.attribution().cause().name())
                .bind("causeEvidence", sighting.attribution().evidence())
                .bind("severity", sighting.severity().name())
                .bind("source", Json.ofRow(sighting.difference().source()))
                .bind("target", Json.ofRow(sighting.difference().target()))
                .bind("columns", Json.ofTexts(sighting.difference().columns()))
                .bind("detail", sighting.difference().detail())
                .bind("run", sighting.proof().run())
                .bind("job", sighting.proof().job())
                .bind("content", sighting.proof().sourceContent())
                .bind("fence", sighting.proof().fenceSequence())
                .bind("position", sighting.proof().fencePosition())
                .bind("at", sighting.at());
    }

    /** Counts sightings that say nothing new. */
    void count(Handle transaction, List<Sighting> sightings) {
        if (sightings.isEmpty()) {
            return;
        }
        PreparedBatch batch = transaction.prepareBatch("""
            UPDATE reconciler.discrepancy SET seen = seen + 1, last_seen = greatest(last_seen, :at) WHERE id = :id
            """);
        for (Sighting sighting : sightings) {
            batch.bind("id", sighting.id()).bind("at", sighting.at()).add();
        }
        batch.execute();
    }

    void settle(Handle transaction, Collection<Change> changes, Instant at) {
        if (changes.isEmpty()) {
            return;
        }
        PreparedBatch batch = transaction.prepareBatch("""
            UPDATE reconciler.discrepancy
            SET state = :state, state_since = :at, version = version + 1,
                correction = coalesce(:correction, correction),
                accepted_until = :until, settled = :settled, decision = :decision,
                settled_source = %s, settled_target = %s
            WHERE id = :id
            """.formatted(sql.json(":source"), sql.json(":target")));
        for (Change change : changes) {
            Standing standing = change.settlement().standing();
            Decided decided = change.settlement().decided();
            batch.bind("id", change.id())
                    .bind("state", change.settlement().to().name())
                    .bind("at", at)
                    .bind("correction", change.settlement().correction())
                    .bind("until", standing == null ? null : standing.until())
                    .bind("settled", standing != null)
                    .bind("decision", decided == null ? null : decided.kind().name())
                    .bind("source", standing == null ? null : Json.ofRow(standing.source()))
                    .bind("target", standing == null ? null : Json.ofRow(standing.target()))
                    .add();
        }
        batch.execute();
    }

    /** Locks the existing discrepancies, in the order of their ids, so that no other session changes them from here on. */
    Map<String, DiscrepancyRow> lock(Handle transaction, Collection<String> ids) {
        Map<String, DiscrepancyRow> locked = new HashMap<>();
        if (!ids.isEmpty()) {
            Condition wanted = sql.isAnyText("id", "ids", ids);
            transaction
                    .createQuery(
                            "SELECT * FROM reconciler.discrepancy WHERE " + wanted.sql() + " ORDER BY id FOR UPDATE")
                    .bindMap(wanted.bindings())
                    .map((row, context) -> DiscrepancyRow.of(row))
                    .forEach(row -> locked.put(row.discrepancy().id(), row));
        }
        return locked;
    }

    /** Locks those that are open and were found at or before the fence, in the order of their ids. */
    List<Discrepancy> lockOpen(Handle transaction, Collection<String> ids, long fence) {
        Condition wanted = sql.isAnyText("id", "ids", ids);
        return transaction
                .createQuery("""
                    SELECT * FROM reconciler.discrepancy
                    WHERE %s AND state IN ('OPEN', 'IN_REVIEW') AND fence_sequence <= :fence
                    ORDER BY id FOR UPDATE
                    """.formatted(wanted.sql()))
                .bindMap(wanted.bindings())
                .bind("fence", fence)
                .map((row, context) -> DiscrepancyRow.of(row).discrepancy())
                .list();
    }
}
