package dev.reconciler.app.http;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.review.Decision;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reviewer's decision as it was sent.
 *
 * @param values for CUSTOM_FIX alone: by column of the target
 * @param until for ACCEPT alone: a date (until its end, UTC) or an instant
 */
public record DecisionForm(
        @Nullable String action,
        @Nullable Map<String, @Nullable String> values,
        @Nullable String until,
        @Nullable String notes) {

    /** @throws InvalidRequestException if the form is not a valid decision */
    public Decision decision() {
        String note = NoteText.optional("notes", notes);
        DecisionKind wanted = wanted();
        only("values", values, wanted, DecisionKind.CUSTOM_FIX);
        only("until", until, wanted, DecisionKind.ACCEPT);
        return switch (wanted) {
            case APPLY_SOURCE -> new Decision.ApplySource(note);
            case KEEP_TARGET -> new Decision.KeepTarget(note);
            case CUSTOM_FIX -> new Decision.CustomFix(edited(), note);
            case ACCEPT -> new Decision.Accept(end(), note);
        };
    }

    private DecisionKind wanted() {
        return Arrays.stream(DecisionKind.values())
                .filter(each -> each.name().equals(action))
                .findFirst()
                .orElseThrow(() -> InvalidRequestException.malformed(
                        "action",
                        "must be one of "
                                + Arrays.stream(DecisionKind.values())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))
                                + (action == null ? "" : ", not '" + action + "'")));
    }

    private static void only(String field, @Nullable Object value, DecisionKind wanted, DecisionKind belongsTo) {
        if (value != null && wanted != belongsTo) {
            throw InvalidRequestException.senseless(field, "is only for " + belongsTo + ", not for " + wanted);
        }
    }

    private Map<String, @Nullable String> edited() {
        if (values == null || values.isEmpty()) {
            throw InvalidRequestException.malformed("values", "CUSTOM_FIX needs a value for at least one column");
        }
        values.forEach((column, value) -> NoteText.storable("values." + column, value));
        return values;
    }

    private Instant end() {
        if (until == null || until.isBlank()) {
            throw InvalidRequestException.malformed(
                    "until", "ACCEPT needs the last day on which the difference is acceptable");
        }
        try {
            return until.contains("T")
                    ? Instant.parse(until)
                    : LocalDate.parse(until)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeParseException e) {
            throw InvalidRequestException.malformed(
                    "until",
                    "must be a date like 2026-12-31 or an instant like 2026-12-31T12:00:00Z, not '" + until + "'");
        }
    }
}
