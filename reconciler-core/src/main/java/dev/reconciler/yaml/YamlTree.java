package dev.reconciler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML as a JSON tree. An unquoted scalar is text unless it is true, false, null or a plain decimal number, so that {@code off},
 * {@code 007} and {@code 1e3} keep their text. A number keeps its text too.
 */
public final class YamlTree {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final int DEPTH = 30;

    private final Scalars scalars;
    private final Places places;

    /** Gives a scalar its value. */
    @FunctionalInterface
    public interface Scalars {
        /** @throws UnresolvedScalarException if the text refers to a value that does not exist */
        String resolve(String written) throws UnresolvedScalarException;
    }

    /** @param places receives the place of each setting, and the file's problems */
    public YamlTree(Scalars scalars, Places places) {
        this.scalars = scalars;
        this.places = places;
    }

    /** Returns the file's tree; an empty object if the file is empty, or is not YAML, which the places then report. */
    public JsonNode read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMergeOnCompose(true);
        options.setNestingDepthLimit(DEPTH);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            return root == null ? JSON.objectNode() : convert(root, List.of());
        } catch (MarkedYAMLException e) {
            places.problemAt(
                    e.getProblemMark(), List.of(), "not YAML: " + e.getProblem(), "correct the syntax at this place");
        } catch (YAMLException e) {
            places.problem(List.of(), "not YAML: " + e.getMessage(), "correct the syntax");
        }
        return JSON.objectNode();
    }

    private JsonNode convert(Node node, List<String> path) {
        if (path.size() > DEPTH) {
            throw new YAMLException("an alias contains itself");
        }
        places.mark(path, node.getStartMark());
        if (node instanceof MappingNode mapping) {
            return object(mapping, path);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(convert(item, child(path, Integer.toString(array.size()))));
            }
            return array;
        }
        return scalar((ScalarNode) node, path);
    }

    private ObjectNode object(MappingNode mapping, List<String> path) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                places.problemAt(
                        entry.getKeyNode().getStartMark(),
                        child(path, "?"),
                        "a key must be a name",
                        "write name: value");
                continue;
            }
            List<String> at = child(path, key.getValue());
            if (object.has(key.getValue())) {
                places.problemAt(key.getStartMark(), at, "written twice", "keep one of them");
                continue;
            }
            places.mark(at, key.getStartMark());
            object.set(key.getValue(), convert(entry.getValueNode(), at));
        }
        return object;
    }

    private JsonNode scalar(ScalarNode node, List<String> path) {
        String written = node.getValue();
        String text;
        try {
            text = scalars.resolve(written);
        } catch (UnresolvedScalarException e) {
            places.problemAt(node.getStartMark(), path, String.valueOf(e.getMessage()), e.fix());
            return JSON.textNode("");
        }
        return node.isPlain() ? plain(text, !text.equals(written)) : JSON.textNode(text);
    }

    private static JsonNode plain(String text, boolean filledIn) {
        if (INTEGER.matcher(text).matches()) {
            return JSON.numberNode(new BigInteger(text));
        }
        if (DECIMAL.matcher(text).matches()
                && new BigDecimal(text).toPlainString().equals(text)) {
            return JSON.numberNode(new BigDecimal(text));
        }
        return switch (text) {
            case "true" -> JSON.booleanNode(true);
            case "false" -> JSON.booleanNode(false);
            case "", "~", "null" -> filledIn ? JSON.textNode(text) : JSON.nullNode();
            default -> JSON.textNode(text);
        };
    }

    /** Returns the path of a setting below another one. */
    public static List<String> child(List<String> path, String step) {
        List<String> child = new ArrayList<>(path);
        child.add(step);
        return List.copyOf(child);
    }
}
