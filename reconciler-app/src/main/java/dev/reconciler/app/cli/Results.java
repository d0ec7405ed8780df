package dev.reconciler.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.reconciler.app.config.Secret;
import dev.reconciler.text.InvisibleCharacters;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prints a command's result: for people as an aligned table, for programs as one JSON document. */
public final class Results {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Duration.class, ToStringSerializer.instance)
                    .addSerializer(LocalDate.class, ToStringSerializer.instance)
                    .addSerializer(ZoneId.class, ToStringSerializer.instance)
                    .addSerializer(Path.class, ToStringSerializer.instance)
                    .addSerializer(Secret.class, ToStringSerializer.instance))
            .build();

    private final PrintWriter out;
    private final OutputFormat format;

    Results(PrintWriter out, OutputFormat format) {
        this.out = out;
        this.format = format;
    }

    /** One column of a table. */
    public record Column<T>(String title, Function<T, @Nullable Object> value) {}

    /** Prints the items: their columns in a table, or all their fields as a JSON array. */
    public <T> void list(List<T> items, List<Column<T>> columns, String ifNone) {
        if (format == OutputFormat.JSON) {
            json(items);
        } else if (items.isEmpty()) {
            line(ifNone);
        } else {
            List<List<String>> rows = items.stream()
                    .map(item -> columns.stream()
                            .map(column -> text(column.value().apply(item)))
                            .toList())
                    .toList();
            new TablePrinter(out).print(columns.stream().map(Column::title).toList(), rows);
            out.flush();
        }
    }

    /** As {@link #list}, with a line after the table. */
    public <T> void listAndLine(List<T> items, List<Column<T>> columns, String ifNone, String line) {
        list(items, columns, ifNone);
        if (format == OutputFormat.TABLE && !items.isEmpty()) {
            line(line);
        }
    }

    /** As {@link #list}, with the number of the items that are left out of the list, if there are any. */
    public <T> void cut(List<T> items, long total, List<Column<T>> columns, String ifNone) {
        list(items, columns, ifNone);
        if (format == OutputFormat.TABLE && total > items.size()) {
            line(items.size() + " of " + total + " are listed; --limit lists more");
        }
    }

    /** As {@link #list}, but as JSON prints the whole report that the items are part of. */
    public <T> void report(Object report, List<T> items, List<Column<T>> columns, String ifNone) {
        if (format == OutputFormat.JSON) {
            json(report);
        } else {
            list(items, columns, ifNone);
        }
    }

    /** Prints one answer: the line, or the value as JSON. */
    public void answer(Object value, String line) {
        if (format == OutputFormat.JSON) {
            json(value);
        } else {
            line(line);
        }
    }

    private void json(Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON for " + value.getClass(), e);
        }
    }

    private void line(String text) {
        out.println(InvisibleCharacters.escaped(text));
        out.flush();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
