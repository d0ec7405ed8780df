package dev.reconciler.app.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.row.RowKey;
import dev.reconciler.text.Constants;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.Deviation;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.anomaly.RecordedAnomaly;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An anomaly in JSON: one flat object.
 *
 * @param key key parts; empty for a column
 */
public record AnomalyView(
        long number,
        String run,
        Instant at,
        @JsonUnwrapped Place place,
        String kind,
        List<String> key,
        @JsonUnwrapped Score score,
        List<Deviation> deviations) {
    /** @param tenant null in a table without tenants */
    public record Place(String table, @Nullable String tenant) {}

    /** The score, rounded, and the least one that is an anomaly. */
    public record Score(double score, double threshold) {
        public String text() {
            return String.format(Locale.ROOT, "%.2f", score);
        }
    }

    public static AnomalyView of(RecordedAnomaly recorded) {
        Anomaly anomaly = recorded.anomaly();
        RowKey key = anomaly.key();
        return new AnomalyView(
                recorded.number(),
                recorded.run(),
                recorded.at(),
                new Place(
                        anomaly.table(),
                        anomaly.tenant().isNone() ? null : anomaly.tenant().value()),
                anomaly.kind().name(),
                key == null ? List.of() : key.parts(),
                new Score(
                        rounded(anomaly.score().value()),
                        rounded(anomaly.score().threshold())),
                anomaly.deviations());
    }

    /** The kind for a person. */
    public String words() {
        return Constants.words(kind);
    }

    /** The deviations in one line. */
    public String deviates() {
        return deviations.stream()
                .map(each -> each.column() + ": " + each.value() + " (usual: " + each.usual() + ")")
                .collect(Collectors.joining("; "));
    }

    private static double rounded(double score) {
        return Math.round(score * 1000) / 1000.0;
    }

    /**
     * The model of one tenant's rows in JSON.
     *
     * @param tenant null in a table without tenants
     * @param found anomalies, of which {@code kept} were recorded
     */
    public record Model(
            String table,
            @Nullable String tenant,
            long sourceRows,
            long targetRows,
            double threshold,
            long found,
            long kept,
            String note) {
        public static Model of(ModelReport model) {
            return new Model(
                    model.table(),
                    model.tenant().isNone() ? null : model.tenant().value(),
                    model.sourceRows(),
                    model.targetRows(),
                    rounded(model.threshold()),
                    model.found(),
                    model.kept(),
                    model.note());
        }
    }
}
