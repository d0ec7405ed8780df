package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.ConflictException;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.mapping.MappedTable;
import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of all rows that differ now, for a table with mass drift: CSV (RFC 4180) without a limit of its length. Its last line
 * is a comment that reports whether the list is complete, since the status is sent before the first row is read.
 */
public final class DifferingKeysRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(DifferingKeysRoutes.class);

    private final ApiServices services;
    /** Each list reads the whole table on both sides. */
    private final Semaphore one = new Semaphore(1);

    public DifferingKeysRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/discrepancies/{id}/keys", this::keys));
    }

    private void keys(Context context) throws IOException {
        Discrepancy found = Lookup.discrepancy(services, context.pathParam("id"));
        if (found.type() != DiscrepancyType.MASS_DRIFT) {
            throw new ConflictException(
                    "discrepancy " + found.id() + " is " + found.type() + ": only a MASS_DRIFT has a list of keys");
        }
        MappedTable table = Lookup.table(services, found.place().table());
        if (!one.tryAcquire()) {
            throw new ConflictException("another list of keys is already being streamed; retry when it has ended");
        }
        try {
            context.contentType("text/csv; charset=utf-8");
            context.header("Content-Disposition", "attachment; filename=\"keys-" + found.id() + ".csv\"");
            Writer csv =
                    new BufferedWriter(new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8), 1 << 16);
            write(table, csv);
            csv.flush();
        } finally {
            one.release();
        }
    }

    private void write(MappedTable table, Writer csv) throws IOException {
        List<String> columns = new ArrayList<>(List.of("difference", "tenant"));
        table.keyColumns().forEach(column -> columns.add(column.target().name()));
        line(csv, columns);
        long[] rows = {0};
        try {
            services.verified().differingKeys().accept(table, row -> {
                List<String> values = new ArrayList<>(
                        List.of(row.difference().name(), row.tenant().value()));
                values.addAll(row.key().parts());
                line(csv, values);
                rows[0]++;
            });
            csv.write("# complete: " + rows[0] + " rows\r\n");
        } catch (UncheckedIOException e) {
            throw e; // the reader has gone
        } catch (RuntimeException e) {
            LOG.warn("list of differing keys incomplete table={} rows={}", table.id(), rows[0], e);
            csv.write(
                    "# incomplete, ask again: " + String.valueOf(e.getMessage()).replaceAll("\\R", " ") + "\r\n");
        }
    }

    private static void line(Writer csv, List<String> values) {
        try {
            csv.write(values.stream().map(DifferingKeysRoutes::quoted).collect(Collectors.joining(",", "", "\r\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(String value) {
        return value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n' || c == '#')
                ? '"' + value.replace("\"", "\"\"") + '"'
                : value;
    }
}
