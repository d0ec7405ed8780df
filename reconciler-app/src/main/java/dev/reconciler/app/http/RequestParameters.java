package dev.reconciler.app.http;

import dev.reconciler.app.http.Problem.FieldError;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.PageRequest;
import dev.reconciler.report.Reports;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A request's query parameters; an unexpected one is an error, as it would silently have no effect. All errors are reported at
 * once: a value that can't be read counts as absent until {@link #read} refuses the request.
 */
public final class RequestParameters {
    private static final int PAGE_SIZE = 50;
    private static final String WRONG_PLACE = "must be empty or the 'next' of an earlier answer";

    private final Context context;
    private final List<FieldError> errors = new ArrayList<>();

    private RequestParameters(Context context) {
        this.context = context;
    }

    /**
     * Returns the result of {@code request} for the parameters.
     *
     * @throws InvalidRequestException naming all parameters that are not among the expected ones or have no possible value
     */
    public static <T> T read(Context context, Function<RequestParameters, T> request, String... expected) {
        RequestParameters parameters = new RequestParameters(context);
        Set<String> known = new TreeSet<>(List.of(expected));
        for (String name : context.queryParamMap().keySet()) {
            if (!known.contains(name)) {
                parameters.wrong(
                        name,
                        known.isEmpty() ? "is unknown; this path has no parameters" : "is unknown; known are " + known);
            }
        }
        T read = request.apply(parameters);
        if (!parameters.errors.isEmpty()) {
            throw InvalidRequestException.malformed(parameters.errors);
        }
        return read;
    }

    /** @throws InvalidRequestException if the request has any parameter */
    public static void none(Context context) {
        read(context, parameters -> "");
    }

    private void wrong(String name, String message) {
        errors.add(new FieldError(name, message));
    }

    /** Returns the value; empty if there is none or it is blank, like an empty field of a form. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(context.queryParam(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Returns all values; one parameter may hold several, joined by commas. */
    public List<String> list(String name) {
        return context.queryParams(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    public <E extends Enum<E>> Optional<E> one(String name, Class<E> type) {
        return text(name).flatMap(value -> noted(name, value, type));
    }

    public <E extends Enum<E>> Set<E> some(String name, Class<E> type) {
        Set<E> found = new LinkedHashSet<>();
        list(name).forEach(value -> noted(name, value, type).ifPresent(found::add));
        return found;
    }

    private <E extends Enum<E>> Optional<E> noted(String name, String value, Class<E> type) {
        Optional<E> constant = find(value, type);
        if (constant.isEmpty()) {
            wrong(name, "must be one of " + names(type) + ", not '" + value + "'");
        }
        return constant;
    }

    /** From parameters {@code page} (from 0) and {@code size}. */
    public PageRequest page() {
        return page(PAGE_SIZE);
    }

    /** @param size unless the request has one */
    public PageRequest page(int size) {
        return new PageRequest(number("page", 0, 0, 1_000_000), number("size", size, 1, 500));
    }

    /**
     * As {@link #page}, or the next part of a list if there is a parameter {@code after}: empty at the start, then the
     * {@code next} of the previous answer.
     */
    public PageRequest pageOrWalk() {
        if (!context.queryParamMap().containsKey("after")) {
            return page();
        }
        if (context.queryParamMap().containsKey("page")) {
            wrong("page", "can't be combined with after: a cursor has no page numbers");
        }
        return PageRequest.after(place(), number("size", PAGE_SIZE, 1, 500));
    }

    /** From parameter {@code after} of a list whose items have numbers for ids; its start if there is none. */
    public Cursor numberedPlace() {
        Cursor place = place();
        if (!place.id().matches("\\d{0,18}")) {
            wrong("after", WRONG_PLACE);
            return Cursor.START;
        }
        return place;
    }

    private Cursor place() {
        try {
            return text("after").map(Cursor::parse).orElse(Cursor.START);
        } catch (IllegalArgumentException e) {
            wrong("after", WRONG_PLACE);
            return Cursor.START;
        }
    }

    /** @param latest the latest possible date */
    public LocalDate date(String name, LocalDate otherwise, LocalDate latest) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            LocalDate date = LocalDate.parse(text.get());
            if (date.getYear() >= Reports.EARLIEST_YEAR && !date.isAfter(latest)) {
                return date;
            }
            wrong(name, "must be a date from " + Reports.EARLIEST_YEAR + " to " + latest + ", not " + text.get());
        } catch (DateTimeException e) {
            wrong(name, "must be a date like 2026-01-31, not '" + text.get() + "'");
        }
        return otherwise;
    }

    public ZoneId zone(String name, ZoneId otherwise) {
        Optional<String> text = text(name);
        try {
            return text.map(ZoneId::of).orElse(otherwise);
        } catch (DateTimeException e) {
            wrong(name, "must be a time zone like Europe/Berlin or UTC, not '" + text.orElse("") + "'");
            return otherwise;
        }
    }

    public int number(String name, int otherwise, int least, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
            wrong(name, "must be " + least + " to " + most + ", not " + text.get());
        } catch (NumberFormatException e) {
            wrong(name, "must be a whole number, not '" + text.get() + "'");
        }
        return otherwise;
    }

    /** @throws InvalidRequestException naming the possible constants */
    public static <E extends Enum<E>> E constant(String field, String value, Class<E> type) {
        return find(value, type)
                .orElseThrow(() -> InvalidRequestException.malformed(
                        field, "must be one of " + names(type) + ", not '" + value + "'"));
    }

    private static <E extends Enum<E>> Optional<E> find(String value, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst();
    }

    private static String names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
