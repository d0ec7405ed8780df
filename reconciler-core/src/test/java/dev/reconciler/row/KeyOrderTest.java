package dev.reconciler.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.PostgresCluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server is the reference: whatever order it gives, Java must give. */
@Tag("db")
class KeyOrderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INTEGER; numeric; -9223372036854775808 -10 -9 0 9 10 999999999999999999 18446744073709551615",
                "DECIMAL; numeric; -Infinity -1.5 0 0.1 1.25 10 123456789012345678901234567890.5 Infinity NaN",
                "TEXT; text COLLATE \"C\"; A B a b z ~ é ü 漢 😀",
                "BYTES; bytea; 00 0001 01 7f 80 ff",
                "UUID; uuid; 00000000-0000-0000-0000-000000000001 0fffffff-0000-0000-0000-000000000000 f0000000-0000-0000-0000-000000000000",
                "DATE; date; -infinity 0044-03-15_BC 0001-01-01_BC 0001-01-01 1999-12-31 9999-12-31 10000-01-01 infinity",
                "TIMESTAMP; timestamp; -infinity 0044-03-15_00:00:00_BC 0044-03-15_00:00:00.5_BC 2024-01-01_00:00:00 2024-01-01_00:00:00.000001 infinity"
            })
    void javaOrdersKeysAsTheServerDoes(LogicalType type, String sqlType, String values) {
        List<String> given = new ArrayList<>(Arrays.stream(values.trim().split(" "))
                .map(v -> v.replace('_', ' '))
                .toList());
        Collections.shuffle(given, new Random(7));
        String literals = given.stream()
                .map(v -> "('" + (type == LogicalType.BYTES ? "\\x" + v : v) + "','" + v + "')")
                .collect(Collectors.joining(","));
        List<String> expected = PostgresCluster.shared()
                .query("postgres", "SELECT v FROM (VALUES " + literals + ") AS t(k, v) ORDER BY k::" + sqlType)
                .stream()
                .map(r -> (String) r.get("v"))
                .toList();

        List<RowKey> sorted = given.stream()
                .map(RowKey::of)
                .sorted(new KeyOrder(List.of(type)))
                .toList();

        assertThat(sorted).extracting(RowKey::toString).isEqualTo(expected);
    }
}
