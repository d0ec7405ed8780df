package dev.reconciler.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.text.Durations;
import dev.reconciler.text.Suggestions;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlTree;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mapping in a rule file, with access to its settings by name; each problem is recorded with its line. */
final class RuleNode {
    static final List<String> PARTS = List.of("absolute", "percent");
    static final List<String> SIDES = List.of("source", "target");

    private static final String TOLERANCE = "write the tolerance of the numbers, like 0 or 0.005";
    private static final String EXPRESSION = "write an expression in SQL over the target's columns";
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,30})?%");
    private static final Pattern ROWS = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final JsonNode settings;
    private final List<String> path;
    private final String name;
    private final Places places;

    private RuleNode(JsonNode settings, List<String> path, String name, Places places) {
        this.settings = settings;
        this.path = path;
        this.name = name;
        this.places = places;
    }

    /** @param known the settings allowed here; empty if any is allowed */
    static RuleNode of(JsonNode settings, List<String> path, String name, Collection<String> known, Places places) {
        RuleNode read = new RuleNode(settings, path, name, places);
        if (!settings.isObject()) {
            read.problem(name + " holds no settings", "write settings as name: value");
        } else if (!known.isEmpty()) {
            read.keys().stream().filter(key -> !known.contains(key)).forEach(key -> read.unknown(key, known));
        }
        return read;
    }

    private void unknown(String key, Collection<String> known) {
        String fix = Suggestions.nearest(key, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("allowed here: " + String.join(", ", known));
        problemAt(key, "unknown setting " + key, fix);
    }

    /** Its name in messages. */
    @Override
    public String toString() {
        return name;
    }

    /** Returns whether the setting has settings of its own. */
    boolean isMapping(String key) {
        return settings.path(key).isObject();
    }

    boolean has(String key) {
        return settings.has(key);
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        settings.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** The text; empty, with a problem recorded, if there is none. */
    String text(String key, String fix) {
        JsonNode value = settings.path(key);
        if (isText(value)) {
            return value.asText();
        }
        missing(key, "text", fix);
        return "";
    }

    private static boolean isText(JsonNode value) {
        return value.isValueNode() && !value.isNull() && !value.asText().isBlank();
    }

    /** One of the enum's values, written in lower or upper case. */
    <E extends Enum<E>> Optional<E> choice(String key, E[] choices) {
        List<String> words = Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = words.indexOf(settings.path(key).asText().toLowerCase(Locale.ROOT));
        if (index >= 0) {
            return Optional.of(choices[index]);
        }
        missing(key, "known choice", "write one of " + String.join(", ", words));
        return Optional.empty();
    }

    /** The text; null if there is no such setting. */
    @Nullable
    String optionalText(String key, String fix) {
        return has(key) ? text(key, fix) : null;
    }

    /** A duration; empty if there is no such setting, or, with a problem recorded, if it is no duration. */
    Optional<Duration> duration(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Durations.parse(settings.path(key).asText()));
        } catch (IllegalArgumentException e) {
            missing(key, "duration", "write a whole number with a unit, such as 500ms, 5s or 1m");
            return Optional.empty();
        }
    }

    /** The setting, as a tolerance: a decimal number, a percentage, or both by name. */
    Tolerance tolerance(String key) {
        JsonNode value = settings.path(key);
        if (!value.isObject()) {
            return value.asText().endsWith("%")
                    ? new Tolerance(BigDecimal.ZERO, percent(key))
                    : Tolerance.of(decimal(key, TOLERANCE));
        }
        RuleNode parts = of(value, YamlTree.child(path, key), key, PARTS, places);
        if (parts.keys().isEmpty()) {
            parts.problem(key + " holds no tolerance", TOLERANCE);
        }
        return parts.partsOfTolerance();
    }

    /** The settings {@code absolute} and {@code percent} of this mapping. */
    Tolerance partsOfTolerance() {
        return new Tolerance(
                has("absolute") ? decimal("absolute", TOLERANCE) : BigDecimal.ZERO,
                has("percent") ? percent("percent") : BigDecimal.ZERO);
    }

    /** The exact number before the percent sign. */
    BigDecimal percent(String key) {
        String text = settings.path(key).asText();
        if (PERCENT.matcher(text).matches()) {
            return new BigDecimal(text.substring(0, text.length() - 1));
        }
        missing(key, "percentage (it is '" + text + "')", "write it like 0.1%");
        return BigDecimal.ZERO;
    }

    /** A number of rows or a percentage of them; zero if there is no such setting. */
    ShortKind.Limit limit(String key) {
        if (!has(key)) {
            return ShortKind.Limit.ZERO;
        }
        String text = settings.path(key).asText();
        if (text.endsWith("%")) {
            return new ShortKind.Limit(percent(key), true);
        }
        if (!ROWS.matcher(text).matches()) {
            missing(key, "number of rows", "write a whole number, like 10, or a percentage, like 0.1%");
            return ShortKind.Limit.ZERO;
        }
        return new ShortKind.Limit(new BigDecimal(text), false);
    }

    /** An expression for both sides, or one for each; none if there is no such setting. */
    ShortKind.Expression expression(String key) {
        if (!has(key)) {
            return ShortKind.Expression.NONE;
        }
        return settings.path(key).isObject()
                ? of(settings.path(key), YamlTree.child(path, key), key, SIDES, places)
                        .sides()
                : ShortKind.Expression.same(text(key, EXPRESSION));
    }

    /** The settings {@code source} and {@code target} of this mapping. */
    ShortKind.Expression sides() {
        return new ShortKind.Expression(text("source", EXPRESSION), text("target", EXPRESSION));
    }

    /** The word, which is the only one allowed. */
    boolean isWord(String key, String word, String fix) {
        boolean is = settings.path(key).asText().equals(word);
        if (has(key) && !is) {
            missing(key, "known choice", fix);
        }
        return is;
    }

    /** Names; none if there is no such setting. */
    List<String> optionalNames(String key) {
        return has(key) ? names(key) : List.of();
    }

    /** Names, at least one. */
    List<String> names(String key) {
        List<String> names = new ArrayList<>();
        JsonNode value = settings.path(key);
        value.forEach(item -> names.add(isText(item) ? item.asText() : ""));
        if (!value.isArray() || names.isEmpty() || names.contains("")) {
            missing(key, "list of column names", "write it like [day, currency]");
        }
        return names;
    }

    /** The exact decimal in the file. */
    BigDecimal decimal(String key, String fix) {
        JsonNode value = settings.path(key);
        if (value.isValueNode()) {
            try {
                BigDecimal number = new BigDecimal(value.asText());
                if (number.signum() >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                missing(key, "decimal number (it is '" + value.asText() + "')", fix);
                return BigDecimal.ZERO;
            }
        }
        missing(key, "decimal number of 0 or more", fix);
        return BigDecimal.ZERO;
    }

    Optional<RuleNode> child(String key, Collection<String> known) {
        return has(key)
                ? Optional.of(of(settings.path(key), YamlTree.child(path, key), name + "." + key, known, places))
                : Optional.empty();
    }

    /** The setting's line in the file, from 1. */
    int line(String key) {
        return places.line(YamlTree.child(path, key));
    }

    void problem(String what, String fix) {
        places.problem(path, what, fix);
    }

    /** Records a problem at the setting's own line, if the setting exists. */
    void problemAt(String key, String what, String fix) {
        places.problem(YamlTree.child(path, key), what, fix);
    }

    private void missing(String key, String kind, String fix) {
        problemAt(key, has(key) ? key + " is not a " + kind : name + " lacks " + key, fix);
    }
}
