package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.NormalValue;
import dev.reconciler.endpoint.postgres.Side;
import dev.reconciler.mapping.MappedTable;
import java.util.List;

/**
 * PostgreSQL's 64-bit hash, with two seeds, of the binary image of a row's {@linkplain NormalValue normal values}.
 *
 * <p>The image and not the row itself is hashed. The hash of a row is linear over its columns, so that a sum over rows doesn't change
 * when two rows swap the values of one column; {@code bigint} and timestamps are folded to 32 bits before they are hashed; the hash
 * follows the type's equality (1 day and 24 hours, {@code citext}); an enum is hashed by its label's oid; and some types have no hash
 * at all. The image holds each value's type, length and bytes.
 */
record NativeHash(List<String> values) implements HashSql {
    /** Two of the words that SHA-512 begins with: any two numbers would do. */
    private static final String HIGH_SEED = "7640891576956012808";

    private static final String LOW_SEED = "4354685564936845355";

    NativeHash(MappedTable table, Side side) {
        this(table.columns().stream()
                .map(column -> NormalValue.of(column, side).sql())
                .toList());
    }

    /** A row that holds nothing but the image: what is hashed is the image's bytes. */
    @Override
    public String perRow() {
        return "ROW(record_send(ROW(" + String.join(", ", values) + ")))";
    }

    @Override
    public String high(String computed) {
        return "hash_record_extended(" + computed + ", " + HIGH_SEED + ")";
    }

    @Override
    public String low(String computed) {
        return "hash_record_extended(" + computed + ", " + LOW_SEED + ")";
    }
}
