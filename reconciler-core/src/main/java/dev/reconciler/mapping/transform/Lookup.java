package dev.reconciler.mapping.transform;

import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A code table. NULL stays NULL.
 *
 * @param codes the target's value by the source's in canonical form; empty for NULL
 */
public record Lookup(Map<String, Optional<String>> codes, Unknown unknown) implements OneToOne {
    /** Follows the code in the reason of an invalid value. */
    public static final String REASON = "is no code of the lookup";

    /** The answer to a code that the table lacks. */
    public enum Unknown {
        /** The event is parked, and the row is a difference with the reason. */
        FAIL,
        NULL,
        /** The source's value. */
        KEEP
    }

    public Lookup {
        codes = Map.copyOf(codes);
    }

    @Override
    public @Nullable String apply(SourceValue value, LogicalType to) {
        String code = value.canonical();
        if (code == null) {
            return null;
        }
        Optional<String> found = codes.get(code);
        if (found != null) {
            return found.orElse(null);
        }
        return switch (unknown) {
            case FAIL -> InvalidValue.of("'" + code + "' " + REASON);
            case NULL -> null;
            case KEEP -> code;
        };
    }

    /** A kept code could be the value of another one. */
    @Override
    public boolean isInjective() {
        Set<String> values = new HashSet<>();
        return unknown != Unknown.KEEP
                && codes.values().stream().flatMap(Optional::stream).allMatch(values::add);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
        return visitor.lookup(this);
    }

    /** In the order of the codes: it identifies a mapping across restarts. */
    @Override
    public String toString() {
        return "Lookup[codes=" + new TreeMap<>(codes) + ", unknown=" + unknown + "]";
    }
}
