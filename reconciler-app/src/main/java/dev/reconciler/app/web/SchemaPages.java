package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.compatibility.RecordedComparison;
import dev.reconciler.compatibility.SchemaDifference;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of the differences between both schemas. */
public final class SchemaPages implements Routes {
    private static final int MOST = 500;

    private final ApiServices services;
    private final Pages pages;

    public SchemaPages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(pages.get("/schema", this::schema));
    }

    /** The differences, worst first; at most {@link #MOST}. */
    public record Model(RecordedComparison comparison) {
        public List<SchemaDifference> differences() {
            return comparison.differences().stream()
                    .sorted(Comparator.comparing(SchemaDifference::level).reversed())
                    .limit(MOST)
                    .toList();
        }

        public int left() {
            return Math.max(0, comparison.differences().size() - MOST);
        }

        public String level() {
            return comparison.level().map(Show::words).orElse("none");
        }

        public static String effect(SchemaDifference difference) {
            String effects = joined(difference.impact().effects());
            String operations = joined(difference.impact().operations());
            return effects.isEmpty() || operations.isEmpty() ? effects : effects + " on " + operations;
        }

        private static String joined(List<? extends Enum<?>> values) {
            return values.stream().map(Show::words).collect(Collectors.joining(", "));
        }
    }

    private void schema(Context context) {
        boolean now = RequestParameters.read(
                context, parameters -> parameters.text("now").isPresent(), "now", "notice");
        RecordedComparison comparison = now
                ? services.verified().schemas().now("request")
                : services.verified().schemas().last().orElseGet(() -> services.verified()
                        .schemas()
                        .now("request"));
        pages.show(
                context,
                "schema.jte",
                pages.frame(context, "Schema", "/schema"),
                Map.of("model", new Model(comparison)));
    }
}
