package dev.reconciler.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlProblem;
import dev.reconciler.yaml.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    static final List<String> RULE =
            List.of("rule", "description", "table", "action", "severity", "compare", "expect_empty");
    static final List<String> COMPARE = List.of("source", "target", "key", "values");
    static final List<String> EXPECT_EMPTY = List.of("target", "key", "finding");
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");

    private static final String QUERY = "write a SELECT, as a block after |";

    private final List<Rule> rules = new ArrayList<>();
    private final List<RuleProblem> problems = new ArrayList<>();
    private final Map<String, String> fileOfRule = new HashMap<>();

    private RuleFiles() {}

    /**
     * Reads every {@code *.yaml} and {@code *.yml} file in the folder; a {@link #missing} folder is a problem.
     *
     * @param folder null if the configuration is {@code rules: none}
     */
    public static RuleBook readFolder(@Nullable Path folder) {
        if (folder == null) {
            return new RuleBook(
                    List.of(),
                    List.of(new RuleProblem(
                            "rules", 0, "the configuration says 'rules: none'", "name a folder in rules.directory")));
        }
        return missing(folder)
                .map(problem -> new RuleBook(List.of(), List.of(problem)))
                .orElseGet(() -> read(files(folder)));
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

    public static RuleBook read(List<Path> files) {
        RuleFiles reading = new RuleFiles();
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
        RuleNode node = RuleNode.of(tree, List.of(), "the rule", RULE, places);
        String name = name(file, node);
        String description = node.text("description", "describe the business impact of a violation");
        String table = node.text("table", "name the mapped target table to file violations under, as schema.table");
        Optional<Action> action = node.choice("action", Action.values());
        Optional<Severity> severity = node.has("severity")
                ? node.choice("severity", Severity.values())
                : action.map(a -> a == Action.BLOCK ? Severity.HIGH : Severity.MEDIUM);
        Rule.@Nullable Check check = check(node);
        if (places.problems().isEmpty() && check != null) {
            rules.add(new Rule(
                    name,
                    file,
                    description.strip(),
                    table,
                    action.orElseThrow() == Action.BLOCK,
                    severity.orElseThrow(),
                    check));
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

    private static Rule.@Nullable Check check(RuleNode node) {
        Optional<RuleNode> compare = node.child("compare", COMPARE);
        Optional<RuleNode> empty = node.child("expect_empty", EXPECT_EMPTY);
        if (compare.isPresent() == empty.isPresent()) {
            node.problem(
                    "the rule needs exactly one of compare and expect_empty",
                    "compare a source query with a target query, or expect a target query to give no rows");
        }
        return compare.isPresent()
                ? compare(compare.get())
                : empty.map(RuleFiles::expectEmpty).orElse(null);
    }

    private static Rule.Compare compare(RuleNode node) {
        String source = node.text("source", QUERY);
        String target = node.text("target", QUERY);
        List<String> key = node.names("key");
        Map<String, BigDecimal> values = new LinkedHashMap<>();
        Optional<RuleNode> tolerances = node.child("values", List.of());
        if (tolerances.isEmpty()) {
            node.problem("compare lacks values", "name each value column with its tolerance, like total: 0.005");
        }
        tolerances.ifPresent(columns -> columns.keys()
                .forEach(column -> values.put(
                        column, columns.decimal(column, "write the tolerance of the numbers, like 0 or 0.005"))));
        values.keySet().stream()
                .filter(key::contains)
                .forEach(column -> node.problemAt(
                        "values", column + " is both in key and in values", "remove it from one of them"));
        return new Rule.Compare(source, target, key, values);
    }

    private static Rule.ExpectEmpty expectEmpty(RuleNode node) {
        String target = node.text("target", QUERY);
        List<String> key = node.names("key");
        Optional<Kind> finding = node.has("finding") ? node.choice("finding", Kind.values()) : Optional.empty();
        return new Rule.ExpectEmpty(
                target,
                key,
                DiscrepancyType.valueOf(finding.orElse(Kind.RULE_VIOLATION).name()));
    }

    private enum Action {
        BLOCK,
        WARN
    }

    /** The types of a row that should not exist. */
    private enum Kind {
        RULE_VIOLATION,
        REFERENTIAL_VIOLATION
    }
}
