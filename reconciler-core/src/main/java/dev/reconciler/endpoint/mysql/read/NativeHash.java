package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Digest;
import dev.reconciler.row.RowHash;
import dev.reconciler.schema.Side;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row's hash of 64 bits, computed by the server: the first half of the first half of the SHA-256 of the stored values of all compared
 * columns ({@link ValueHash}). The lower half of the row's hash is 0.
 *
 * <ol>
 *   <li><b>Rows that differ have different hashes</b>, up to the chance of 2^-64: their lists of values give different bytes, because
 *       each value ends with a mark that it can't contain, or begins with its length, and NULL has a mark of its own.
 *   <li><b>Sums of different rows are different</b>, up to that chance: SHA-256 is not linear, so that two rows that swap the values of
 *       a column have hashes that have nothing to do with those before. A cyclic redundancy check, which is cheaper, is linear.
 *   <li><b>No hash is NULL</b>, which a sum would leave out: no argument of {@code CONCAT} is NULL, and a row's bytes are far fewer than
 *       {@link #LEAST_PACKET}, because a row without its long values has at most 65,535 bytes, and each long value 65.
 * </ol>
 */
record NativeHash(List<ValueHash> values) {
    /** The least {@code max_allowed_packet}, in bytes: {@code CONCAT} gives NULL for a longer result. */
    static final long LEAST_PACKET = 1L << 20;

    /** Returns whether no row of the session has a hash that is NULL. */
    static boolean isPossible(MySqlSession session) {
        return session.isTrue("max_allowed_packet", "@@max_allowed_packet >= " + LEAST_PACKET);
    }

    /**
     * Checks a later session than the one that chose the method: a sum that leaves out rows on both sides proves nothing.
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if a row may have a hash that is NULL, with the fix
     */
    static void require(MySqlSession session) {
        if (!isPossible(session)) {
            throw session.failed(
                    "digests",
                    new IllegalStateException("max_allowed_packet is below " + LEAST_PACKET
                            + " bytes, so that the server may leave rows out of its sums: raise it, or restart the daemon, which then"
                            + " hashes the rows itself"));
        }
    }

    /** Empty if the two sides of the mapping store a compared column in different ways. */
    static Optional<NativeHash> of(MappedTable table, Side side) {
        List<ValueHash> values = new ArrayList<>();
        table.compared().forEach(column -> ValueHash.of(column, side).ifPresent(values::add));
        return values.size() == table.compared().size() ? Optional.of(new NativeHash(values)) : Optional.empty();
    }

    /** SQL of the hash, an unsigned number. */
    String perRow() {
        String bytes = values.stream().map(ValueHash::arguments).collect(Collectors.joining(", "));
        return "CAST(CONV(LEFT(SHA2(CONCAT(" + bytes + "), 256), 16), 16, 10) AS UNSIGNED)";
    }

    /** The hash in the given column of a result. */
    static RowHash read(ResultSet row, int index) throws SQLException {
        return new RowHash(Long.parseUnsignedLong(row.getString(index)), 0);
    }

    /** The digest of so many rows, of which a column of the result holds the sum. */
    static Digest digest(long count, ResultSet row, int index) throws SQLException {
        @Nullable BigDecimal sum = row.getBigDecimal(index);
        return new Digest(count, sum == null ? 0 : sum.toBigInteger().longValue(), 0);
    }
}
