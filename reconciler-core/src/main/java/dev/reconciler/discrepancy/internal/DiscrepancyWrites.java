package dev.reconciler.discrepancy.internal;

import dev.reconciler.control.Json;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Settlement.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Statements that change discrepancies, each inside its caller's transaction. */
final class DiscrepancyWrites {
    private DiscrepancyWrites() {}

    /** Whether the row is new. Waits for another recorder of the same discrepancy. */
    static boolean insertAbsent(Handle transaction, Sighting sighting) {
        return bind(transaction.createUpdate("""
                                        INSERT INTO reconciler.discrepancy (id, pipeline, table_id, tenant, subject, type,
                                            cause, cause_evidence, severity, state, state_since, source_image, target_image, columns, detail,
                                            run, job, source_content, fence_sequence, fence_position,
                                            seen, first_seen, last_seen, version)
                                        VALUES (:id, :pipeline, :table, :tenant, :subject, :type,
                                            :cause, :causeEvidence, :severity, 'OPEN', :at, CAST(:source AS jsonb), CAST(:target AS jsonb),
                                            CAST(:columns AS jsonb), :detail,
                                            :run, :job, :content, :fence, :position, 1, :at, :at, 1)
                                        ON CONFLICT (id) DO NOTHING
                                        """), sighting)
                        .bind("pipeline", sighting.pipeline())
                        .bind("table", sighting.finding().table())
                        .bind("tenant", sighting.finding().tenant().value())
                        .bind("subject", sighting.finding().subject())
                        .bind("type", sighting.finding().type().name())
                        .execute()
                == 1;
    }

    /** Takes over what the finding says, and counts it. */
    static void see(Handle transaction, Sighting sighting, DiscrepancyState state, Instant stateSince, int versionsOn) {
        bind(transaction.createUpdate("""
                                UPDATE reconciler.discrepancy
                                SET cause = :cause, cause_evidence = :causeEvidence, severity = :severity, state = :state, state_since = :since,
                                    source_image = CAST(:source AS jsonb), target_image = CAST(:target AS jsonb),
                                    columns = CAST(:columns AS jsonb), detail = :detail, run = :run, job = :job,
                                    source_content = :content, fence_sequence = :fence, fence_position = :position,
                                    seen = seen + 1, last_seen = :at, version = version + :versionsOn,
                                    accepted_until = NULL, settled = false, settled_source = NULL, settled_target = NULL
                                WHERE id = :id
                                """), sighting)
                .bind("state", state.name())
                .bind("since", stateSince)
                .bind("versionsOn", versionsOn)
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Sighting sighting) {
        return statement
                .bind("id", sighting.id())
                .bind("cause", sighting.cause().name())
                .bind("causeEvidence", sighting.causeEvidence())
                .bind("severity", sighting.severity().name())
                .bind("source", Json.ofRow(sighting.evidence().source()))
                .bind("target", Json.ofRow(sighting.evidence().target()))
                .bind("columns", Json.ofTexts(sighting.evidence().columns()))
                .bind("detail", sighting.evidence().detail())
                .bind("run", sighting.proof().run())
                .bind("job", sighting.proof().job())
                .bind("content", sighting.proof().sourceContent())
                .bind("fence", sighting.proof().fenceSequence())
                .bind("position", sighting.proof().fencePosition())
                .bind("at", sighting.at());
    }

    /** Counts a sighting that says nothing new. */
    static void count(Handle transaction, Sighting sighting) {
        transaction
                .createUpdate("""
                        UPDATE reconciler.discrepancy SET seen = seen + 1, last_seen = greatest(last_seen, :at) WHERE id = :id
                        """)
                .bind("id", sighting.id())
                .bind("at", sighting.at())
                .execute();
    }

    static void settle(Handle transaction, String id, Settlement settlement, Instant at) {
        Standing standing = settlement.standing();
        transaction
                .createUpdate("""
                        UPDATE reconciler.discrepancy
                        SET state = :state, state_since = :at, version = version + 1,
                            correction = coalesce(:correction, correction),
                            accepted_until = :until, settled = :settled,
                            settled_source = CAST(:source AS jsonb), settled_target = CAST(:target AS jsonb)
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("state", settlement.to().name())
                .bind("at", at)
                .bind("correction", settlement.correction())
                .bind("until", standing == null ? null : standing.until())
                .bind("settled", standing != null)
                .bind("source", standing == null ? null : Json.ofRow(standing.source()))
                .bind("target", standing == null ? null : Json.ofRow(standing.target()))
                .execute();
    }

    static Optional<DiscrepancyRow> lock(Handle transaction, String id) {
        return transaction
                .createQuery("SELECT * FROM reconciler.discrepancy WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map((row, context) -> DiscrepancyRow.of(row))
                .findOne();
    }

    /** Locks those that are open and were found at or before the fence, in the order of their ids. */
    static List<Discrepancy> lockOpen(Handle transaction, Collection<String> ids, long fence) {
        return transaction
                .createQuery("""
                        SELECT * FROM reconciler.discrepancy
                        WHERE id = ANY (:ids) AND state IN ('OPEN', 'IN_REVIEW') AND fence_sequence <= :fence
                        ORDER BY id FOR UPDATE
                        """)
                .bindArray("ids", String.class, ids.toArray())
                .bind("fence", fence)
                .map((row, context) -> DiscrepancyRow.of(row).discrepancy())
                .list();
    }
}
