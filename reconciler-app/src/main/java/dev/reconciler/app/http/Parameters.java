package dev.reconciler.app.http;

import dev.reconciler.control.PageRequest;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A request's query parameters; one that is not expected is an error, as it would silently not restrict. */
public final class Parameters {
    private static final int PAGE_SIZE = 50;

    private final Context context;

    private Parameters(Context context) {
        this.context = context;
    }

    public static Parameters of(Context context, String... expected) {
        Set<String> known = new TreeSet<>(List.of(expected));
        for (String name : context.queryParamMap().keySet()) {
            if (!known.contains(name)) {
                throw InvalidRequestException.malformed(
                        name, known.isEmpty() ? "no parameters are known here" : "is not known; known are " + known);
            }
        }
        return new Parameters(context);
    }

    /** The value; empty if there is none, or it is blank as a form leaves what nobody filled in. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(context.queryParam(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** All values, each of which may also hold several, joined by commas. */
    public List<String> list(String name) {
        return context.queryParams(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    public <E extends Enum<E>> Optional<E> one(String name, Class<E> type) {
        return text(name).map(value -> constant(name, value, type));
    }

    public <E extends Enum<E>> Set<E> some(String name, Class<E> type) {
        Set<E> found = new LinkedHashSet<>();
        list(name).forEach(value -> found.add(constant(name, value, type)));
        return found;
    }

    /** From parameters {@code page} (from 0) and {@code size}. */
    public PageRequest page() {
        return new PageRequest(number("page", 0, 0, 1_000_000), number("size", PAGE_SIZE, 1, 500));
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
        } catch (NumberFormatException e) {
            throw InvalidRequestException.malformed(name, "must be a whole number, not '" + text.get() + "'");
        }
        throw InvalidRequestException.malformed(name, "must be " + least + " to " + most + ", not " + text.get());
    }

    /** @throws InvalidRequestException naming the constants that there are */
    public static <E extends Enum<E>> E constant(String field, String value, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> InvalidRequestException.malformed(
                        field,
                        "must be one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", "))
                                + ", not '" + value + "'"));
    }
}
