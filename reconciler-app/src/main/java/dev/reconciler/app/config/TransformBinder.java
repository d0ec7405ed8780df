package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import dev.reconciler.mapping.transform.Cast;
import dev.reconciler.mapping.transform.Concat;
import dev.reconciler.mapping.transform.Expression;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Invalid;
import dev.reconciler.mapping.transform.Lookup;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.RegexReplace;
import dev.reconciler.mapping.transform.RocDate;
import dev.reconciler.mapping.transform.Split;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns the valid tree of a transform into the transform. */
final class TransformBinder {
    private TransformBinder() {}

    /** @param sources the names of the source columns */
    static Transform bind(JsonNode node, List<String> sources, TableNames names) {
        return node.isObject()
                ? withSettings(node.properties().iterator().next(), sources, names)
                : named(node.asText());
    }

    private static Transform named(String name) {
        return switch (name) {
            case "lowercase" -> new Transform.Lowercase();
            case "uppercase" -> new Transform.Uppercase();
            case "trim" -> new Transform.Trim();
            case "cast" -> new Cast(Invalid.FAIL);
            case "rocDate" -> new RocDate(Invalid.FAIL);
            case "concat" -> new Concat("");
            default -> Transform.DIRECT;
        };
    }

    private static Transform withSettings(
            Map.Entry<String, JsonNode> transform, List<String> sources, TableNames names) {
        JsonNode settings = transform.getValue();
        return switch (transform.getKey()) {
            case "default" -> new Transform.Default(settings.asText());
            case "nullIf" -> new Transform.NullIf(settings.asText());
            case "lookup" -> lookup(settings);
            case "lookupTable" ->
                new LookupTable(
                        names.target(settings.path("table").asText()),
                        settings.path("source").asText(),
                        settings.path("target").asText());
            case "utc" -> new Utc(ZoneId.of(settings.asText()));
            case "cast" -> new Cast(invalid(settings));
            case "rocDate" -> new RocDate(invalid(settings));
            case "hash" -> new Hash(settings.path("key").asText());
            case "regexReplace" ->
                new RegexReplace(
                        Pattern.compile(settings.path("pattern").asText()),
                        settings.path("replacement").asText());
            case "split" ->
                new Split(
                        settings.path("separator").asText(),
                        settings.path("part").asInt(),
                        settings.path("parts").asInt());
            case "concat" -> new Concat(settings.path("separator").asText());
            default -> Expression.parse(settings.asText(), sources);
        };
    }

    private static Lookup lookup(JsonNode settings) {
        Map<String, Optional<String>> codes = new HashMap<>();
        settings.path("codes")
                .properties()
                .forEach(code -> codes.put(
                        code.getKey(),
                        code.getValue().isNull()
                                ? Optional.empty()
                                : Optional.of(code.getValue().asText())));
        JsonNode unknown = settings.path("unknown");
        return new Lookup(
                codes,
                unknown.isNull()
                        ? Lookup.Unknown.NULL
                        : Lookup.Unknown.valueOf(unknown.asText().toUpperCase(Locale.ROOT)));
    }

    private static Invalid invalid(JsonNode settings) {
        return settings.path("invalid").isNull() ? Invalid.NULL : Invalid.FAIL;
    }
}
