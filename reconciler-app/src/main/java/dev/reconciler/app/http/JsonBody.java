package dev.reconciler.app.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.UnsupportedMediaTypeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON bodies; strict in what it reads, so that a misspelt member is never silently without effect. */
public final class JsonBody {
    static final String PROBLEM_TYPE = "application/problem+json";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Duration.class, ToStringSerializer.instance)
                    .addSerializer(LocalDate.class, ToStringSerializer.instance)
                    .addSerializer(ZoneId.class, ToStringSerializer.instance))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private JsonBody() {}

    /** Returns the value as JSON, for an answer outside of a request's context. */
    public static byte[] json(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON of " + value.getClass(), e);
        }
    }

    /** @throws InvalidRequestException naming the member that is wrong */
    public static <T> T read(Context context, Class<T> type) {
        requireJson(context);
        return read(bytes(context), type);
    }

    /** As {@link #read}, where a body is not required: empty if there is none, whatever its content type. */
    public static <T> Optional<T> readIfAny(Context context, Class<T> type) {
        byte[] body = bytes(context);
        if (body.length == 0) {
            return Optional.empty();
        }
        requireJson(context);
        return Optional.of(read(body, type));
    }

    private static void requireJson(Context context) {
        String contentType = context.contentType();
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new UnsupportedMediaTypeResponse("send JSON, with 'Content-Type: application/json'");
        }
    }

    private static <T> T read(byte[] body, Class<T> type) {
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw InvalidRequestException.malformed("body", "must be a JSON object, not null");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw InvalidRequestException.malformed(
                    path(e, e.getPropertyName()),
                    "is unknown; known are "
                            + e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        } catch (MismatchedInputException e) {
            throw InvalidRequestException.malformed(path(e, "body"), wrong(e));
        } catch (JsonMappingException e) {
            throw InvalidRequestException.malformed(path(e, "body"), e.getOriginalMessage());
        } catch (JacksonException e) {
            throw InvalidRequestException.malformed("body", "is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Context context) {
        try {
            byte[] body = context.bodyInputStream().readNBytes(HttpServer.LARGEST_BODY + 1);
            if (body.length > HttpServer.LARGEST_BODY) {
                throw new ContentTooLargeResponse("a request may have at most " + HttpServer.LARGEST_BODY + " bytes");
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException("the request's body ended early", e);
        }
    }

    /** Describes the error in terms of JSON: Jackson's own message names our classes. */
    private static String wrong(MismatchedInputException e) {
        if (e.getOriginalMessage().startsWith("Trailing token")) {
            return "has more than one JSON value";
        }
        Class<?> type = e.getTargetType();
        if (type == null) {
            return "has the wrong type";
        }
        return "must be "
                + (Collection.class.isAssignableFrom(type)
                        ? "a list"
                        : Number.class.isAssignableFrom(type)
                                ? "a whole number"
                                : type == String.class ? "text" : "an object");
    }

    private static String path(JsonMappingException e, String none) {
        String path = e.getPath().stream()
                .map(reference ->
                        reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : reference.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? none : path;
    }

    public static void write(Context context, @Nullable Object value) {
        context.contentType("application/json").result(text(value));
    }

    static void writeProblem(Context context, Problem problem) {
        context.status(problem.status()).contentType(PROBLEM_TYPE).result(text(problem));
    }

    static byte[] bytes(Problem problem) {
        return text(problem).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalStateException("an answer that can't be written as JSON", e);
        }
    }
}
