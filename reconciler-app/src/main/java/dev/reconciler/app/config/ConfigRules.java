package dev.reconciler.app.config;

import static dev.reconciler.yaml.YamlTree.child;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.schema.TableRef;
import dev.reconciler.text.Durations;
import dev.reconciler.text.Suggestions;
import dev.reconciler.yaml.Places;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules that a schema can't express: settings that contradict each other, or refer to something that doesn't exist. */
final class ConfigRules {
    private final Places places;

    ConfigRules(Places places) {
        this.places = places;
    }

    /** Checks the settings that the file itself states, before defaults are added. */
    void checkAsWritten(JsonNode tree) {
        if (tree.path("mode").asText().equals("observe")
                && tree.path("initial").asText().equals("backfill")) {
            places.problem(
                    List.of("initial"),
                    "'backfill' writes rows, but in mode observe applications write the target",
                    "remove it, or use mode replicate to fill the target");
        }
        JsonNode rules = tree.path("schedules").path("rules");
        if (DerivedDefaults.hasNoRules(tree)
                && !rules.isMissingNode()
                && !rules.asText().equals("off")) {
            places.problem(
                    List.of("schedules", "rules"),
                    "there are no rules to evaluate: the file says 'rules: none'",
                    "remove it, or name the folder in rules.directory");
        }
        JsonNode incremental = tree.path("schedules").path("incremental");
        if (!DerivedDefaults.verifiesStream(tree)
                && !incremental.isMissingNode()
                && !incremental.asText().equals("off")) {
            places.problem(
                    List.of("schedules", "incremental"),
                    "verification.stream is off, so that dirty chunks are unknown: every run would read every row",
                    "write off and schedule checksum instead, or switch verification.stream on");
        }
    }

    /** Checks a tree with its defaults. The schema has already reported values of the wrong form. */
    void check(JsonNode tree) {
        observe(tree);
        targetStream(tree);
        ConnectionRules connections = new ConnectionRules(places);
        List.of("source", "target", "control").forEach(name -> connections.check(tree, name));
        twoDatabases(tree.path("source"), tree.path("target"));
        TableNames names = new TableNames(tree);
        tables(tree.path("tables"), names, tree.path("target").path("stream").asBoolean());
        tree.path("schedules").properties().forEach(job -> schedule(job.getKey(), job.getValue()));
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        for (JsonNode table : tree.path("tables")) {
            if (isName(table.path("source"))) {
                byName.put(names.mapping(table).toString(), table);
            }
        }
        exceptions(tree, byName.keySet(), names);
        token(tree.path("http").path("token"));
        new CanaryRules(places, names).check(tree, byName);
        reports(tree);
        new SampleRules(places).check(tree.path("verification").path("sample"));
    }

    private void token(JsonNode token) {
        if (token.isValueNode() && token.asText().strip().length() < HttpConfig.SHORTEST_TOKEN) {
            places.problem(
                    List.of("http", "token"),
                    "has fewer than " + HttpConfig.SHORTEST_TOKEN + " characters",
                    "create one with 'openssl rand -hex 32' and keep it in a file or a variable");
        }
    }

    private void reports(JsonNode tree) {
        JsonNode reports = tree.path("reports");
        JsonNode schedule = tree.path("schedules").path("report");
        if (!schedule.asText().equals("off") && !reports.has("directory") && !reports.has("webhook")) {
            places.problem(
                    List.of("schedules", "report"),
                    "the scheduled report has no receiver",
                    "name a folder in reports.directory or a URL in reports.webhook, or write off");
        }
        JsonNode webhook = reports.path("webhook");
        if (webhook.isTextual() && !isHttp(webhook.asText())) {
            places.problem(
                    List.of("reports", "webhook"),
                    "is not the URL of an HTTP server",
                    "write it like https://hooks.example.com/reports");
        }
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            return List.of("http", "https").contains(uri.getScheme()) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void observe(JsonNode tree) {
        JsonNode settle = tree.path("observe").path("settle");
        JsonNode longest = tree.path("observe").path("inFlightMax");
        if (isDuration(settle)
                && isDuration(longest)
                && Durations.parse(longest.asText()).compareTo(Durations.parse(settle.asText())) < 0) {
            places.problem(
                    List.of("observe", "inFlightMax"),
                    "is shorter than observe.settle",
                    "write several times observe.settle; 10m is a good start");
        }
    }

    /** Stream verification confirms the candidates of the target's stream, so both must be on. */
    private void targetStream(JsonNode tree) {
        List<String> path = List.of("target", "stream");
        if (!tree.path("target").path("stream").asBoolean()) {
            return;
        }
        if (!tree.path("mode").asText().equals("observe")) {
            places.problem(
                    path,
                    "needs mode observe: in mode replicate the daemon itself writes the target",
                    "remove it, or set mode: observe");
        } else if (!tree.path("verification").path("stream").path("enabled").asBoolean()) {
            places.problem(
                    path,
                    "needs stream verification, which is switched off",
                    "remove it, or set verification.stream.enabled: true");
        }
    }

    private void twoDatabases(JsonNode source, JsonNode target) {
        boolean same = source.has("host")
                && List.of("host", "port", "database").stream().allMatch(key -> source.path(key)
                        .asText()
                        .equals(target.path(key).asText()));
        if (same) {
            places.problem(
                    List.of("target"), "is the same database as the source", "configure another host or database");
        }
    }

    private void tables(JsonNode tables, TableNames names, boolean streamsTarget) {
        Map<TableRef, Integer> sources = new HashMap<>();
        SharedTargetRules targets = new SharedTargetRules(places, tables, names, streamsTarget);
        for (int i = 0; i < tables.size(); i++) {
            List<String> path = List.of("tables", Integer.toString(i));
            JsonNode table = tables.get(i);
            if (isName(table.path("source"))) {
                source(sources, names.source(table), i, child(path, "source"));
                targets.check(i, path);
            }
            columns(table, path, streamsTarget);
        }
    }

    private void source(Map<TableRef, Integer> seen, TableRef table, int index, List<String> path) {
        Integer first = seen.putIfAbsent(table, index);
        if (first != null) {
            places.problem(path, table + " is mapped twice (tables[" + first + "])", "keep one of the mappings");
        }
    }

    private void columns(JsonNode table, List<String> path, boolean streamsTarget) {
        Map<String, List<String>> writers = new HashMap<>();
        table.path("columns").properties().forEach(column -> {
            List<String> at = child(child(path, "columns"), column.getKey());
            if (!column.getValue().asText().equals("ignore")) {
                onlyWriter(writers, ConfigBinder.targetColumn(column.getKey(), column.getValue()), at);
                transform(column.getValue(), List.of(column.getKey()), at, streamsTarget);
                Tolerances.note(
                        column.getValue().path("compare").path("tolerance"),
                        child(child(at, "compare"), "tolerance"),
                        places);
            }
        });
        table.path("constants")
                .fieldNames()
                .forEachRemaining(name -> onlyWriter(writers, name, child(child(path, "constants"), name)));
        table.path("computed").properties().forEach(column -> {
            List<String> at = child(child(path, "computed"), column.getKey());
            onlyWriter(writers, column.getKey(), at);
            transform(column.getValue(), ConfigBinder.sources(column.getValue()), at, streamsTarget);
        });
    }

    private void transform(JsonNode column, List<String> sources, List<String> path, boolean streamsTarget) {
        TransformProblems problems = new TransformProblems(places);
        List<String> at = child(path, "transform");
        problems.note(column.path("transform"), sources, at);
        if (streamsTarget) {
            problems.noteStreamedTarget(column.path("transform"), at);
        }
    }

    private void onlyWriter(Map<String, List<String>> writers, String target, List<String> path) {
        List<String> other = writers.putIfAbsent(target, path);
        if (other != null) {
            String what = "target column '" + target + "' is already filled by '" + other.get(other.size() - 1) + "'";
            places.problem(path, what, "name another column, or ignore one of them");
        }
    }

    private void schedule(String job, JsonNode schedule) {
        if (!schedule.has("cron") || !schedule.path("zone").isTextual()) {
            return;
        }
        ZoneId zone = ZoneId.of("UTC");
        try {
            zone = ZoneId.of(schedule.path("zone").asText());
        } catch (DateTimeException e) {
            String what = "is not a time zone";
            places.problem(List.of("schedules", job, "zone"), what, "write it like UTC, Europe/Berlin, Asia/Taipei");
        }
        try {
            CronExpressions.sixFields(schedule.path("cron").asText(), zone);
        } catch (IllegalArgumentException e) {
            places.problem(
                    List.of("schedules", job, "cron"),
                    "is not a cron expression (" + e.getMessage() + ")",
                    "write minute, hour, day, month and weekday, as in \"0 2 * * *\"");
        }
    }

    private void exceptions(JsonNode tree, Set<String> known, TableNames names) {
        tree.path("correction").path("tables").fieldNames().forEachRemaining(name -> {
            String table = isName(name) ? names.target(name).toString() : name;
            if (!known.contains(table)) {
                String fix = Suggestions.nearest(table, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("mapped target tables: " + String.join(", ", known));
                places.problem(List.of("correction", "tables", name), "no mapped target table has this name", fix);
            }
        });
    }

    private static boolean isDuration(JsonNode node) {
        try {
            Durations.parse(node.asText());
            return true;
        } catch (IllegalArgumentException e) {
            return false; // noted as a problem of its form
        }
    }

    private static boolean isName(JsonNode name) {
        return name.isTextual() && isName(name.asText());
    }

    private static boolean isName(String name) {
        return TableRef.isName(name);
    }
}
