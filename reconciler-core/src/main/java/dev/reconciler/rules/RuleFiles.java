package dev.reconciler.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlProblem;
import dev.reconciler.yaml.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads rule files: YAML, one rule each, as the published schema {@code schema/rule.schema.json} describes. Reports every
 * problem, not only the first.
 */
public final class RuleFiles {
    static final List<String> SETTINGS = List.of(
            "rule", "description", "owner", "table", "action", "severity", "phase", "schedule", "tenant", "timeout");
    static final List<String> SCHEDULE = List.of("cron", "zone");
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");

    private static final String CRON = "write minute, hour, day, month and weekday, as in \"0 2 * * *\"";
    private static final String ZONE = "write it like UTC, Europe/Berlin, Asia/Taipei";
    private static final List<String> ALLOWED = Stream.concat(SETTINGS.stream(), CheckReader.KINDS.keySet().stream())
            .toList();

    private final CronSyntax cron;
    private final List<Rule> rules = new ArrayList<>();
    private final List<RuleProblem> problems = new ArrayList<>();
    private final Map<String, String> fileOfRule = new HashMap<>();

    private RuleFiles(CronSyntax cron) {
        this.cron = cron;
    }

    /**
     * Reads every {@code *.yaml} and {@code *.yml} file in the folder; a {@link #missing} folder is a problem.
     *
     * @param folder null if the configuration is {@code rules: none}
     * @param cron the scheduler's expressions
     */
    public static RuleBook readFolder(@Nullable Path folder, CronSyntax cron) {
        if (folder == null) {
            return new RuleBook(
                    List.of(),
                    List.of(new RuleProblem(
                            "rules", 0, "the configuration says 'rules: none'", "name a folder in rules.directory")));
        }
        return missing(folder)
                .map(problem -> new RuleBook(List.of(), List.of(problem)))
                .orElseGet(() -> read(files(folder), cron));
    }

    /**
     * The problem of a folder that does not exist or has no rule file: with a mistyped path no rule would be evaluated, so no
     * violation would be found.
     */
    public static Optional<RuleProblem> missing(Path folder) {
        String what = !Files.isDirectory(folder)
                ? "there is no such folder of rules"
                : files(folder).isEmpty() ? "the folder has no rule file (*.yaml)" : "";
        return what.isEmpty()
                ? Optional.empty()
                : Optional.of(new RuleProblem(
                        folder.toString(),
                        0,
                        what,
                        "name the folder in rules.directory, or say that there are none: 'rules: none'"));
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(RuleFiles::isRuleFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of rules can't be read: " + folder, e);
        }
    }

    public static RuleBook read(List<Path> files, CronSyntax cron) {
        RuleFiles reading = new RuleFiles(cron);
        for (Path file : files) {
            try {
                reading.read(file.toString(), Files.readString(file));
            } catch (IOException e) {
                reading.problems.add(new RuleProblem(
                        file.toString(), 0, "can't be read: " + e, "make it a UTF-8 file that this user may read"));
            }
        }
        return new RuleBook(reading.rules, reading.problems);
    }

    private static boolean isRuleFile(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private void read(String file, String text) {
        Places places = new Places();
        JsonNode tree = new YamlTree(written -> written, places).read(text);
        List<YamlProblem> ofYaml = places.problems();
        if (!places.hasProblem(List.of())) {
            if (tree.isObject() && tree.isEmpty()) {
                places.problem(List.of(), "the file is empty", "write a rule, or remove the file");
            } else {
                rule(file, tree, places);
            }
        }
        for (YamlProblem problem : places.problems()) {
            String setting = ofYaml.contains(problem) && !problem.path().isEmpty() ? problem.path() + ": " : "";
            problems.add(new RuleProblem(file, problem.line(), setting + problem.what(), problem.fix()));
        }
    }

    private void rule(String file, JsonNode tree, Places places) {
        RuleNode node = RuleNode.of(tree, List.of(), "the rule", ALLOWED, places);
        String name = name(file, node);
        String description = node.text("description", "describe the business impact of a violation");
        String table = node.text("table", "name the mapped target table to file violations under, as schema.table");
        Optional<Action> action = node.choice("action", Action.values());
        Optional<Severity> severity = node.has("severity")
                ? node.choice("severity", Severity.values())
                : action.map(a -> a == Action.BLOCK ? Severity.HIGH : Severity.MEDIUM);
        RuleSettings settings = settings(node);
        Rule.@Nullable Check check = CheckReader.read(node);
        if (places.problems().isEmpty() && check != null) {
            rules.add(new Rule(
                    name,
                    file,
                    description.strip(),
                    table,
                    action.orElseThrow() == Action.BLOCK,
                    severity.orElseThrow(),
                    check,
                    settings));
        }
    }

    private String name(String file, RuleNode node) {
        String name = node.text("rule", "give it a name, like daily-transaction-totals");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            node.problemAt("rule", "rule name '" + name + "' is not allowed", "use a-z, 0-9 and -, at most 80");
        }
        String other = fileOfRule.putIfAbsent(name, file);
        if (other != null && !name.isEmpty()) {
            node.problemAt("rule", "rule " + name + " is in " + other + " too", "give one of them another name");
        }
        return name;
    }

    private RuleSettings settings(RuleNode node) {
        return new RuleSettings(
                node.optionalText("owner", "name the person or team that is responsible for the rule"),
                node.has("phase")
                        ? node.choice("phase", RulePhase.values()).orElse(RulePhase.DURING)
                        : RulePhase.DURING,
                node.child("schedule", SCHEDULE).map(this::schedule).orElse(null),
                node.isWord("tenant", "none", "write none, or leave it out: the rule is evaluated for each tenant"),
                node.duration("timeout").orElse(null));
    }

    private @Nullable RuleSchedule schedule(RuleNode node) {
        String text = node.text("cron", CRON);
        String name = node.text("zone", ZONE);
        ZoneId zone = ZoneOffset.UTC;
        try {
            zone = name.isEmpty() ? zone : ZoneId.of(name);
        } catch (DateTimeException e) {
            node.problemAt("zone", "zone is not a time zone", ZONE);
        }
        try {
            return text.isEmpty() ? null : new RuleSchedule(cron.sixFields(text, zone), zone);
        } catch (IllegalArgumentException e) {
            node.problemAt("cron", "cron is not a cron expression (" + e.getMessage() + ")", CRON);
            return null;
        }
    }

    private enum Action {
        BLOCK,
        WARN
    }
}
