package dev.reconciler.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.text.Suggestions;
import dev.reconciler.yaml.Places;
import dev.reconciler.yaml.YamlTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A mapping in a rule file, with access to its settings by name; each problem is recorded with its line. */
final class RuleNode {
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
