package dev.reconciler.compatibility.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.RecordedComparisons;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.control.ControlDialect;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Comparisons of schemas in the control database. */
public final class JdbiRecordedComparisons implements RecordedComparisons {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<SchemaDifference>> DIFFERENCES = new TypeReference<>() {};

    private final Jdbi jdbi;
    private final ControlDialect sql;

    public JdbiRecordedComparisons(Jdbi jdbi, ControlDialect sql) {
        this.jdbi = jdbi;
        this.sql = sql;
    }

    @Override
    public void record(String pipeline, RecordedComparison comparison) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        INSERT INTO reconciler.schema_comparison (pipeline, compared_at, reason, differences)
                        VALUES (:pipeline, :at, :reason, %s)
                        """.formatted(sql.json(":differences"))
                        + sql.replaceExisting("pipeline", "compared_at", "reason", "differences"))
                .bind("pipeline", pipeline)
                .bind("at", comparison.at().truncatedTo(ChronoUnit.MICROS))
                .bind("reason", comparison.reason())
                .bind("differences", written(comparison.differences()))
                .execute());
    }

    @Override
    public Optional<RecordedComparison> last(String pipeline) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT compared_at, reason, differences FROM reconciler.schema_comparison WHERE pipeline = :pipeline")
                .bind("pipeline", pipeline)
                .map((row, context) -> new RecordedComparison(
                        row.getTimestamp("compared_at").toInstant(),
                        row.getString("reason"),
                        read(row.getString("differences"))))
                .findFirst());
    }

    private static String written(List<SchemaDifference> differences) {
        try {
            return JSON.writeValueAsString(differences);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("differences of schemas can't be written as JSON", e);
        }
    }

    private static List<SchemaDifference> read(String json) {
        try {
            return JSON.readValue(json, DIFFERENCES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("recorded differences of schemas can't be read", e);
        }
    }
}
