package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;

/**
 * A change that the target rejected.
 *
 * @param error for people; empty if the change was not attempted because an earlier one of its row was rejected
 */
public record RefusedChange(Violation violation, String error) {
    static final RefusedChange NOT_TRIED = new RefusedChange(Violation.OTHER, "");

    static RefusedChange of(WriteFailedException failure) {
        return new RefusedChange(failure.violation(), failure.code() + " " + failure.getMessage());
    }

    static RefusedChange of(TenantConflictException conflict) {
        return new RefusedChange(Violation.OTHER, String.valueOf(conflict.getMessage()));
    }

    boolean isTried() {
        return !error.isEmpty();
    }
}
