package dev.reconciler.bench.lab.score;

import dev.reconciler.bench.lab.drift.DriftKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The score for a terminal: one line for each kind of drift, then one line for each failure. */
public final class ScoreTable {
    private static final String LINE = "%-14s %9s %9s %10s %7s %17s%n";

    private ScoreTable() {}

    public static String render(Score score) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT, LINE, "drift", "injected", "detected", "corrected", "queued", "worst s to detect"));
        Map<DriftKind, List<ScoredDrift>> byKind = new EnumMap<>(DriftKind.class);
        for (DriftKind kind : DriftKind.values()) {
            byKind.put(
                    kind,
                    score.drifts().stream()
                            .filter(d -> d.drift().kind() == kind)
                            .toList());
        }
        byKind.values().removeIf(List::isEmpty);
        byKind.forEach(
                (kind, drifts) -> out.append(line(name(kind), new Score(score.seed(), drifts, List.of(), List.of()))));
        out.append(line("all", score));
        out.append(String.format(
                Locale.ROOT,
                "false alarms: %d, rows lost: %d, seed: %d%n",
                score.falseAlarms().size(),
                score.lost().size(),
                score.seed()));
        InFlightFigures inFlight = score.inFlight();
        if (inFlight != null) {
            out.append(String.format(
                    Locale.ROOT,
                    "in flight and not reported: at most %d rows at a time, for at most %.1f s; left at the end: %d%n",
                    inFlight.most(),
                    inFlight.oldest().toMillis() / 1000.0,
                    inFlight.left()));
        }
        score.leftOut().forEach(what -> out.append(String.format(Locale.ROOT, "left out: %s%n", what)));
        problems(score, out);
        out.append(String.format(
                Locale.ROOT, "%s%n", score.passed() ? "PASSED: all drift was found, and nothing else" : "FAILED"));
        return out.toString();
    }

    private static void problems(Score score, StringBuilder out) {
        for (ScoredDrift d : score.drifts()) {
            if (!d.isDealtWith()) {
                out.append(String.format(
                        Locale.ROOT,
                        "not resolved: %s %s of %s, tenant %s: %s%n",
                        name(d.drift().kind()),
                        d.drift().key(),
                        d.drift().table(),
                        d.drift().tenant(),
                        name(d.outcome())));
            }
        }
        for (Observed o : score.falseAlarms()) {
            out.append(String.format(
                    Locale.ROOT,
                    "false alarm: %s %s of %s, tenant %s, at %s%n",
                    o.type(),
                    o.subject(),
                    o.table(),
                    o.tenant(),
                    o.detectedAt()));
        }
        score.lost().forEach(d -> out.append(String.format(Locale.ROOT, "row lost: %s of %s%n", d.key(), d.table())));
    }

    private static String line(String name, Score score) {
        return String.format(
                Locale.ROOT,
                LINE,
                name,
                score.drifts().size(),
                score.detected(),
                score.withOutcome(DriftOutcome.CORRECTED),
                score.withOutcome(DriftOutcome.QUEUED),
                score.detected() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", score.worstSecondsToDetect()));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
