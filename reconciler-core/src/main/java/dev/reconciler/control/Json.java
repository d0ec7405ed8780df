package dev.reconciler.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.row.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes row images and lists in the control store's form: JSON arrays of text, in which null is SQL NULL. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<@Nullable String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<List<List<String>>> LISTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> MEMBERS = new TypeReference<>() {};

    private Json() {}

    public static @Nullable String ofRow(@Nullable Row row) {
        return row == null ? null : write(row.values());
    }

    public static @Nullable Row toRow(@Nullable String json) {
        return json == null ? null : new Row(read(json));
    }

    public static String ofTexts(List<String> texts) {
        return write(texts);
    }

    public static List<String> toTexts(String json) {
        return List.copyOf(read(json));
    }

    /** An array of arrays of texts. */
    public static String ofLists(List<List<String>> lists) {
        return write(lists);
    }

    public static List<List<String>> toLists(String json) {
        try {
            return MAPPER.readValue(json, LISTS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON array of arrays of text", e);
        }
    }

    /** An object with its members in the order of their names, so that equal content gives equal text. */
    public static String ofMap(Map<String, String> members) {
        return write(new TreeMap<>(members));
    }

    public static Map<String, String> toMap(String json) {
        try {
            return MAPPER.readValue(json, MEMBERS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object of text", e);
        }
    }

    /** An object with its members in the order of their names. */
    public static String ofCounts(Map<String, Long> members) {
        return write(new TreeMap<>(members));
    }

    public static Map<String, Long> toCounts(String json) {
        try {
            return MAPPER.readValue(json, COUNTS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object of numbers", e);
        }
    }

    private static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("can't be written as JSON", e);
        }
    }

    private static List<@Nullable String> read(String json) {
        try {
            return MAPPER.readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON array of text", e);
        }
    }
}
