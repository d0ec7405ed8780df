package dev.reconciler.app.http;

import dev.reconciler.app.http.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The request is invalid; it had no effect. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ArrayList<FieldError> errors;

    private InvalidRequestException(int status, String message, List<FieldError> errors) {
        super(message);
        this.status = status;
        this.errors = new ArrayList<>(errors);
    }

    /** The value can't be parsed. */
    public static InvalidRequestException malformed(String field, String message) {
        return new InvalidRequestException(400, field + ": " + message, List.of(new FieldError(field, message)));
    }

    /** The request can't be parsed, for all these reasons. */
    static InvalidRequestException malformed(List<FieldError> errors) {
        String message = errors.stream()
                .map(error -> error.field() + ": " + error.message())
                .collect(Collectors.joining("; "));
        return new InvalidRequestException(400, message, errors);
    }

    /** The value can be parsed, but is not possible here. */
    public static InvalidRequestException senseless(String field, String message) {
        return new InvalidRequestException(422, field + ": " + message, List.of(new FieldError(field, message)));
    }

    public int status() {
        return status;
    }

    public List<FieldError> errors() {
        return List.copyOf(errors);
    }
}
