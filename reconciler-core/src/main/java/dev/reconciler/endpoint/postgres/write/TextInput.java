package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TypeStructure;

/**
 * The conversion of a column's texts into its type: as elements of an array parameter, which the type's own input function reads.
 *
 * <p>Lengths are left out: an explicit cast to {@code varchar(3)} cuts a value short without a word, the assignment to the
 * column refuses it.
 */
record TextInput(String parameter, String suffix) {
    static TextInput of(Column column) {
        TypeStructure type = column.type().structure();
        // There are no arrays of arrays, and unnest makes a column of each field of a composite type.
        return type.array() || type.composite()
                ? new TextInput("?::text[]", "::" + type.castName())
                : new TextInput("?::" + type.castName() + "[]", "");
    }

    /** The value of one column of {@code unnest}. */
    String value(String alias, String column) {
        return alias + "." + Identifiers.quote(column) + suffix;
    }
}
