package dev.reconciler.app.http;

import java.util.List;

/**
 * The problem document of a refused request (RFC 9457).
 *
 * @param type names the kind of problem; a contract
 * @param errors the invalid fields of an invalid request
 */
public record Problem(String type, String title, int status, String detail, List<FieldError> errors) {
    public Problem {
        errors = List.copyOf(errors);
    }

    /** @param field a member of the body, or a parameter of the query or path */
    public record FieldError(String field, String message) {}
}
