package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.mapping.RowConditions;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.TableRef;
import dev.reconciler.text.Durations;
import dev.reconciler.verify.changes.ChangeRecorder;
import dev.reconciler.verify.checksum.DigestSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a valid tree with all defaults into records. */
final class ConfigBinder {
    private final Path directory;

    /** @param directory the base of relative file names */
    ConfigBinder(Path directory) {
        this.directory = directory;
    }

    ReconcilerConfig bind(JsonNode tree) {
        ConnectionConfig target = connection(tree.path("target"));
        TableNames names = new TableNames(tree);
        return new ReconcilerConfig(
                tree.path("pipeline").asText(),
                constant(Mode.class, tree.path("mode")),
                new DatabasesConfig(
                        connection(tree.path("source")),
                        target,
                        tree.has("control") ? connection(tree.path("control")) : target),
                new ScopeConfig(
                        tenants(tree.path("tenants")),
                        tables(tree.path("tables"), names),
                        texts(tree.path("exclude")).stream()
                                .map(ColumnPattern::new)
                                .toList()),
                new ReplicationConfig(
                        constant(Initial.class, tree.path("initial")),
                        stream(tree.path("stream")),
                        apply(tree.path("apply"))),
                jobs(tree, names),
                correction(tree.path("correction"), names),
                http(tree.path("http")));
    }

    private JobsConfig jobs(JsonNode tree, TableNames names) {
        return new JobsConfig(
                schedules(tree.path("schedules")),
                windows(tree.path("windows")),
                verification(tree.path("verification")),
                observe(tree.path("observe"), tree.path("target").path("stream").asBoolean()),
                rules(tree),
                tree.has("canary") ? canary(tree.path("canary"), names) : null,
                reports(tree.path("reports")));
    }

    private ReportsConfig reports(JsonNode node) {
        return new ReportsConfig(
                node.has("directory") ? file(node.path("directory")) : null,
                node.has("webhook") ? new Secret(node.path("webhook").asText()) : null,
                duration(node.path("webhookTimeout")));
    }

    private RulesConfig rules(JsonNode tree) {
        JsonNode rules = tree.path("rules");
        return new RulesConfig(
                DerivedDefaults.hasNoRules(tree) ? null : file(rules.path("directory")),
                rules.has("user") ? rules.path("user").asText() : null);
    }

    private ConnectionConfig connection(JsonNode node) {
        JsonNode ssl = node.path("ssl");
        return new ConnectionConfig(
                Engines.of(node).kind(),
                new DatabaseAddress(
                        node.path("host").asText(),
                        node.path("port").asInt(),
                        node.path("database").asText()),
                node.path("user").asText(),
                new Secret(node.path("password").asText()),
                new SslConfig(
                        ssl.path("mode").asText(),
                        ssl.has("rootCertificate") ? file(ssl.path("rootCertificate")) : null),
                new ConnectionTimeouts(duration(node.path("connectTimeout")), duration(node.path("socketTimeout"))),
                node.path("maxConnections").asInt());
    }

    private static TenantScope tenants(JsonNode node) {
        if (node.isTextual()) {
            return TenantScope.all();
        }
        Set<TenantId> ids = new LinkedHashSet<>();
        node.forEach(id -> ids.add(new TenantId(id.asText())));
        return new TenantScope.Tenants(ids);
    }

    private static List<TableConfig> tables(JsonNode nodes, TableNames names) {
        List<TableConfig> tables = new ArrayList<>();
        nodes.forEach(node -> tables.add(table(node, names)));
        return tables;
    }

    private static TableConfig table(JsonNode node, TableNames names) {
        List<String> key = new ArrayList<>();
        node.path("key").forEach(column -> key.add(column.asText()));
        Map<String, ColumnConfig> columns = new LinkedHashMap<>();
        node.path("columns")
                .properties()
                .forEach(e -> columns.put(e.getKey(), column(e.getKey(), e.getValue(), names)));
        Map<String, Optional<String>> constants = new LinkedHashMap<>();
        node.path("constants").properties().forEach(e -> constants.put(e.getKey(), textOrNull(e.getValue())));
        Map<String, TableConfig.Computed> computed = new LinkedHashMap<>();
        node.path("computed").properties().forEach(e -> computed.put(e.getKey(), computed(e.getValue(), names)));
        JsonNode tenant = node.path("tenant");
        return new TableConfig(
                new TableConfig.Names(names.source(node), names.target(node), names.mapping(node)),
                tenant.isObject() ? tenant.path("column").asText() : null,
                key,
                columns,
                constants,
                computed,
                new RowConditions(
                        conditions(node.path("where").path("source")),
                        conditions(node.path("where").path("target"))));
    }

    private static Map<String, RowConditions.Values> conditions(JsonNode nodes) {
        Map<String, RowConditions.Values> conditions = new LinkedHashMap<>();
        nodes.properties().forEach(column -> {
            boolean negated = column.getValue().isObject();
            JsonNode values = negated ? column.getValue().path("not") : column.getValue();
            List<Optional<String>> listed = new ArrayList<>();
            if (values.isArray()) {
                values.forEach(value -> listed.add(textOrNull(value)));
            } else {
                listed.add(textOrNull(values));
            }
            conditions.put(column.getKey(), new RowConditions.Values(listed, negated));
        });
        return conditions;
    }

    private static Optional<String> textOrNull(JsonNode value) {
        return value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }

    private static ColumnConfig column(String name, JsonNode node, TableNames names) {
        return node.asText().equals("ignore")
                ? new ColumnConfig.Ignored()
                : new ColumnConfig.Mapped(
                        targetColumn(name, node),
                        TransformBinder.bind(node.path("transform"), List.of(name), names),
                        Tolerances.comparison(node.path("compare")));
    }

    private static TableConfig.Computed computed(JsonNode node, TableNames names) {
        List<String> from = sources(node);
        return new TableConfig.Computed(from, TransformBinder.bind(node.path("transform"), from, names));
    }

    /** The source columns of a computed column. */
    static List<String> sources(JsonNode computed) {
        JsonNode from = computed.path("from");
        return from.isTextual() ? List.of(from.asText()) : texts(from);
    }

    static String targetColumn(String name, JsonNode node) {
        return node.isTextual() ? node.asText() : node.path("to").asText(name);
    }

    private static StreamConfig stream(JsonNode node) {
        return new StreamConfig(
                node.path("slot").asText(), node.path("publication").asText());
    }

    private static WindowConfig windows(JsonNode node) {
        return new WindowConfig(
                duration(node.path("maxDuration")),
                duration(node.path("openTimeout")),
                node.path("parallelism").asInt(),
                node.path("chunkRows").asInt());
    }

    private static ObserveConfig observe(JsonNode node, boolean targetStream) {
        return new ObserveConfig(duration(node.path("settle")), duration(node.path("inFlightMax")), targetStream);
    }

    private ApplyConfig apply(JsonNode node) {
        return new ApplyConfig(
                node.path("batchRows").asInt(),
                node.path("queueRows").asInt(),
                file(node.path("spillDirectory")),
                constant(ReplicationRole.class, node.path("replicationRole")),
                duration(node.path("leaseTtl")));
    }

    private static VerificationConfig verification(JsonNode node) {
        JsonNode stream = node.path("stream");
        return new VerificationConfig(
                node.path("massDrift").path("rows").asLong(),
                duration(node.path("scrub").path("period")),
                constant(DigestSetting.class, node.path("digest")),
                new VerificationConfig.Stream(
                        stream.path("enabled").asBoolean(),
                        stream.path("keysPerSecond").asInt(),
                        new ChangeRecorder.Limits(
                                duration(stream.path("changes").path("keep")),
                                stream.path("changes").path("keysPerMinute").asInt(),
                                stream.path("changes").path("keys").asLong())),
                SampleRules.bind(node.path("sample")),
                new VerificationConfig.Anomalies(
                        node.path("anomalies").path("rows").asInt()),
                new VerificationConfig.RuleResults(
                        duration(node.path("ruleResults").path("keep"))));
    }

    private static Map<ScheduledJob, ScheduleConfig> schedules(JsonNode node) {
        Map<ScheduledJob, ScheduleConfig> schedules = new EnumMap<>(ScheduledJob.class);
        for (ScheduledJob job : ScheduledJob.values()) {
            schedules.put(job, schedule(node.path(job.key())));
        }
        return schedules;
    }

    private static ScheduleConfig schedule(JsonNode node) {
        if (node.isObject()) {
            ZoneId zone = ZoneId.of(node.path("zone").asText());
            return new ScheduleConfig.Cron(
                    CronExpressions.sixFields(node.path("cron").asText(), zone), zone);
        }
        return node.asText().equals("off") ? new ScheduleConfig.Off() : new ScheduleConfig.Every(duration(node));
    }

    private static CorrectionConfig correction(JsonNode node, TableNames names) {
        Map<TableRef, Map<DiscrepancyType, PolicyAction>> tables = new LinkedHashMap<>();
        node.path("tables")
                .properties()
                .forEach(table -> tables.put(names.target(table.getKey()), policy(table.getValue())));
        JsonNode breaker = node.path("breaker");
        return new CorrectionConfig(
                node.path("dryRun").asBoolean(),
                policy(node.path("policy")),
                tables,
                new CorrectionConfig.Breaker(
                        breaker.path("rows").asLong(), breaker.path("percent").asDouble()));
    }

    private static CanaryConfig canary(JsonNode node, TableNames names) {
        return new CanaryConfig(
                names.target(node.path("table").asText()),
                node.has("tenant") ? new TenantId(node.path("tenant").asText()) : null,
                texts(node.path("keys").path("from")),
                texts(node.path("keys").path("to")),
                texts(node.path("extraKey")));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static Map<DiscrepancyType, PolicyAction> policy(JsonNode node) {
        Map<DiscrepancyType, PolicyAction> policy = new EnumMap<>(DiscrepancyType.class);
        node.properties()
                .forEach(entry -> policy.put(
                        DiscrepancyType.valueOf(entry.getKey()), constant(PolicyAction.class, entry.getValue())));
        return policy;
    }

    private static HttpConfig http(JsonNode node) {
        return new HttpConfig(
                node.path("bind").asText(),
                node.path("port").asInt(),
                node.has("token") ? new Secret(node.path("token").asText()) : null);
    }

    private Path file(JsonNode node) {
        return directory.resolve(node.asText()).normalize();
    }

    private static Duration duration(JsonNode node) {
        return Durations.parse(node.asText());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node) {
        return Enum.valueOf(type, node.asText().toUpperCase(Locale.ROOT));
    }
}
