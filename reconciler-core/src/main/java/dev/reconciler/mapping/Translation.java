package dev.reconciler.mapping;

import dev.reconciler.row.InvalidValue;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The translation of a target column's stored values into the source's form, by a lookup table of the target. Each value of either
 * column of that table is in one entry, and never NULL.
 *
 * @param table the lookup table
 * @param source its column of the source's values
 * @param target its column of the target's values
 * @param stored the mapped table's column as the target stores it
 */
public record Translation(TableRef table, Column source, Column target, Column stored) {
    /** Precedes the stored value in the reason of an invalid value. */
    public String beforeStored() {
        return stored.name() + " ";
    }

    /** Follows the stored value in the reason of an invalid value. */
    public String afterStored() {
        return " has no entry in " + table + "." + target.name();
    }

    /** The text that stands for a stored value without an entry. */
    public String withoutEntry(String storedText) {
        return InvalidValue.of(beforeStored() + storedText + afterStored());
    }

    /** The name of the stored value beside the translated one in statements; no column has it, and it is as short as a name must be. */
    public String storedAlias() {
        return "stored value of " + UUID.nameUUIDFromBytes(stored.name().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return table + "(" + source.name() + " -> " + target.name() + ")";
    }
}
