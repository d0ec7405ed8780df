package dev.reconciler.verify.coverage.internal;

import dev.reconciler.verify.coverage.SetAside;
import dev.reconciler.verify.coverage.Unverifiable;
import dev.reconciler.verify.coverage.Unverifiable.Part;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The target's notes about set-aside rows: parked events and dirty keys. */
public final class JdbiSetAside implements SetAside {
    private final Jdbi target;
    private final String pipeline;

    public JdbiSetAside(Jdbi target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    @Override
    public List<Unverifiable> rows() {
        return target.withHandle(handle -> handle.createQuery("""
                        SELECT table_id, reason, count FROM (
                            SELECT table_id, 'their events could not be applied and are parked' AS reason,
                                count(DISTINCT "key") AS count
                            FROM reconciler.parked_event WHERE pipeline = :pipeline AND "key" IS NOT NULL GROUP BY table_id
                            UNION ALL
                            SELECT table_id, concat('an event of the whole table is parked: ', min(operation)), -1
                            FROM reconciler.parked_event WHERE pipeline = :pipeline AND "key" IS NULL GROUP BY table_id
                            UNION ALL
                            SELECT table_id, concat('they are left in doubt (', reason, ')'), count(*)
                            FROM reconciler.dirty_key WHERE pipeline = :pipeline GROUP BY table_id, reason) AS aside
                        ORDER BY table_id, reason
                        """)
                .bind("pipeline", pipeline)
                .map((row, context) -> new Unverifiable(
                        row.getString("table_id"), Part.ROWS, "", row.getString("reason"), row.getLong("count")))
                .list());
    }
}
