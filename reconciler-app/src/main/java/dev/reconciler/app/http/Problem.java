package dev.reconciler.app.http;

import java.util.List;

/**
 * Why a request was refused (RFC 9457).
 *
 * @param type names the kind of problem; a contract
 * @param errors which fields are wrong, for a request that makes no sense
 */
public record Problem(String type, String title, int status, String detail, List<FieldError> errors) {
    public Problem {
        errors = List.copyOf(errors);
    }

    /** @param field a member of the body, or a parameter of the query or path */
    public record FieldError(String field, String message) {}
}
