package dev.reconciler.rules;

import dev.reconciler.text.Suggestions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A mapping in a rule file, with access to its settings by name; each problem is recorded with its line. */
final class RuleNode {
    private final String file;
    private final int line;
    private final String name;
    private final List<RuleProblem> problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    private RuleNode(String file, int line, String name, List<RuleProblem> problems) {
        this.file = file;
        this.line = line;
        this.name = name;
        this.problems = problems;
    }

    /** @param known the settings allowed here; empty if any is allowed */
    static RuleNode of(String file, String name, Node node, Collection<String> known, List<RuleProblem> problems) {
        RuleNode read = new RuleNode(file, lineOf(node), name, problems);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> read.enter(entry, known));
        } else {
            read.problem(lineOf(node), name + " holds no settings", "write settings as name: value");
        }
        return read;
    }

    private void enter(NodeTuple entry, Collection<String> known) {
        String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        int at = lineOf(entry.getKeyNode());
        if (!known.isEmpty() && !known.contains(key)) {
            String fix = Suggestions.nearest(key, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("allowed here: " + String.join(", ", known));
            problem(at, "unknown setting " + key, fix);
        } else if (entries.putIfAbsent(key, entry) != null) {
            problem(at, key + " is written twice", "keep one of them");
        }
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    /** The text; empty, with a problem recorded, if there is none. */
    String text(String key, String fix) {
        Node value = value(key);
        if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        missing(key, value, "text", fix);
        return "";
    }

    /** One of the enum's values, written in lower or upper case. */
    <E extends Enum<E>> Optional<E> choice(String key, E[] choices) {
        List<String> words = Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        Node value = value(key);
        if (value instanceof ScalarNode scalar) {
            int index = words.indexOf(scalar.getValue().toLowerCase(Locale.ROOT));
            if (index >= 0) {
                return Optional.of(choices[index]);
            }
        }
        missing(key, value, "known choice", "write one of " + String.join(", ", words));
        return Optional.empty();
    }

    /** Names, at least one. */
    List<String> names(String key) {
        Node value = value(key);
        List<String> names = new ArrayList<>();
        boolean all = value instanceof SequenceNode sequence
                && sequence.getValue().stream().allMatch(item -> name(item, names));
        if (!all || names.isEmpty()) {
            missing(key, value, "list of column names", "write it like [day, currency]");
        }
        return names;
    }

    private static boolean name(Node item, List<String> names) {
        return item instanceof ScalarNode scalar && !scalar.getValue().isBlank() && names.add(scalar.getValue());
    }

    /** The exact decimal in the file. */
    BigDecimal decimal(String key, String fix) {
        Node value = value(key);
        if (value instanceof ScalarNode scalar) {
            try {
                BigDecimal number = new BigDecimal(scalar.getValue());
                if (number.signum() >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                missing(key, value, "decimal number (it is '" + scalar.getValue() + "')", fix);
                return BigDecimal.ZERO;
            }
        }
        missing(key, value, "decimal number of 0 or more", fix);
        return BigDecimal.ZERO;
    }

    Optional<RuleNode> child(String key, Collection<String> known) {
        Node value = value(key);
        return value == null ? Optional.empty() : Optional.of(of(file, name + "." + key, value, known, problems));
    }

    void problem(String what, String fix) {
        problem(line, what, fix);
    }

    /** Records a problem at the setting's own line, if the setting exists. */
    void problemAt(String key, String what, String fix) {
        Node value = value(key);
        problem(value == null ? line : lineOf(value), what, fix);
    }

    private void missing(String key, @Nullable Node value, String kind, String fix) {
        if (value == null) {
            problem(line, name + " lacks " + key, fix);
        } else {
            problem(lineOf(value), key + " is not a " + kind, fix);
        }
    }

    private void problem(int at, String what, String fix) {
        problems.add(new RuleProblem(file, at, what, fix));
    }

    private @Nullable Node value(String key) {
        NodeTuple entry = entries.get(key);
        return entry == null ? null : entry.getValueNode();
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
