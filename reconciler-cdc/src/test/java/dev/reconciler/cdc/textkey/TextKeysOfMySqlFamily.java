package dev.reconciler.cdc.textkey;

import static dev.reconciler.discrepancy.DiscrepancyType.EXTRA_IN_TARGET;
import static dev.reconciler.discrepancy.DiscrepancyType.FIELD_MISMATCH;
import static dev.reconciler.discrepancy.DiscrepancyType.KEY_COLLISION;
import static dev.reconciler.discrepancy.DiscrepancyType.MISSING_IN_TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunResult;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import dev.reconciler.verify.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys that differ in case, accents or blanks at the end, in collations that ignore some of this. In the source each is a row of its
 * own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TextKeysOfMySqlFamily {
    private static final int ROWS = 3_000;
    private static final String SOME_ROWS =
            "SELECT 'Key-' || n, 'note ' || n FROM generate_series(1, " + ROWS + ") AS n";

    private final MySqlFamilyServer server;
    private final Map<String, List<String>> collisions;

    /** @param collisions by collation, the keys that it takes for {@code case}, {@code resume} or {@code blank} */
    TextKeysOfMySqlFamily(Flavor flavor, Map<String, List<String>> collisions) {
        this.server = MySqlFamilyServer.shared(flavor);
        this.collisions = collisions;
    }

    List<String> collations() {
        return List.copyOf(collisions.keySet());
    }

    private static Map<String, DiscrepancyType> types(List<Discrepancy> found) {
        return found.stream()
                .collect(Collectors.toMap(
                        each -> RowKey.decode(each.place().subject()).toString(),
                        each -> each.difference().type()));
    }

    private void fillBothSides(TextKeyLab lab) {
        lab.onSource("INSERT INTO names " + SOME_ROWS);
        lab.onTarget(
                "SET @n = 0",
                "INSERT INTO names SELECT CONCAT('Key-', n), CONCAT('note ', n) FROM (WITH RECURSIVE numbers AS (SELECT 1 AS"
                        + " n UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000) SELECT n + 1000 * m AS n FROM numbers,"
                        + " (SELECT 0 AS m UNION SELECT 1 UNION SELECT 2) AS thousands) AS all_numbers");
        lab.live();
    }

    @ParameterizedTest
    @MethodSource("collations")
    void eachDifferenceIsNamedInTwoScansOfEachSide(String collation) {
        try (TextKeyLab lab = new TextKeyLab(server, collation)) {
            fillBothSides(lab);
            lab.insert("case", "first");
            lab.insert("CASE", "second");
            lab.insert("resume", "first");
            lab.insert("résumé", "second");
            lab.insert("blank", "first");
            lab.insert("blank ", "second");
            lab.insert("later", "applied");
            List<String> colliding = collisions.get(collation);
            assertThat(lab.parkedKeys()).containsExactlyElementsOf(colliding);
            assertThat(lab.targetRows()).contains("case=first", "resume=first", "blank=first", "later=applied");
            lab.onTarget(
                    "UPDATE names SET note = 'rogue' WHERE name = 'Key-7'",
                    "DELETE FROM names WHERE name = 'Key-8'",
                    "UPDATE names SET name = 'KEY-9' WHERE name = 'Key-9'",
                    "INSERT INTO names VALUES ('Key-0', 'extra')");
            lab.recordStatements();

            RunResult result = lab.run(JobKind.CHECKSUM);

            assertThat(lab.targetScans()).hasSize(2);
            assertThat(lab.sourceScans()).isEqualTo(2);
            assertThat(result.note()).contains("read by buckets, as no index of either side sorts the key by byte");
            Map<String, DiscrepancyType> expected =
                    colliding.stream().collect(Collectors.toMap(Function.identity(), key -> KEY_COLLISION));
            expected.put("Key-7", FIELD_MISMATCH);
            expected.put("Key-8", MISSING_IN_TARGET);
            expected.put("Key-9", MISSING_IN_TARGET); // the source has no row KEY-9
            expected.put("KEY-9", EXTRA_IN_TARGET);
            expected.put("Key-0", EXTRA_IN_TARGET);
            assertThat(types(lab.open())).isEqualTo(expected);
            assertThat(result.verdict()).isEqualTo(Verdict.DIVERGED);
            assertThat(lab.chunks()).singleElement().satisfies(chunk -> assertThat(chunk.range())
                    .isEqualTo(KeyRange.ALL));
        }
    }

    @ParameterizedTest
    @MethodSource("collations")
    void equalTablesAgreeAfterOneScanOfTheTarget(String collation) {
        try (TextKeyLab lab = new TextKeyLab(server, collation)) {
            fillBothSides(lab);
            lab.recordStatements();

            RunResult result = lab.run(JobKind.INCREMENTAL);

            assertThat(lab.targetScans()).hasSize(1);
            assertThat(result.verdict()).isEqualTo(Verdict.AGREED);
            assertThat(result.targetRows()).isEqualTo(ROWS);
        }
    }

    @Test
    void collisionShowsBothRowsAndHealsOnceTheOtherRowIsGone() {
        try (TextKeyLab lab = new TextKeyLab(server, "utf8mb4_general_ci")) {
            lab.live();
            lab.insert("case", "first");
            lab.insert("CASE", "second");
            lab.update("CASE", "third");
            lab.update("case", "changed");

            lab.run(JobKind.CHECKSUM);

            assertThat(lab.targetRows()).containsExactly("case=changed");
            assertThat(lab.open()).singleElement().satisfies(found -> {
                assertThat(found.difference().detail())
                        .contains("for the key 'case'", "{name=CASE, note=third}", "{name=case, note=changed}");
                assertThat(found.attribution().cause()).isEqualTo(Cause.KEY_COLLISION);
                assertThat(found.difference().source()).isNotNull();
            });

            lab.onSource("DELETE FROM names WHERE name = 'CASE'");
            lab.run(JobKind.CHECKSUM);

            assertThat(lab.open()).isEmpty();
        }
    }

    @Test
    void changeOfCaseIsNoCollision() {
        try (TextKeyLab lab = new TextKeyLab(server, "utf8mb4_general_ci")) {
            lab.live();
            lab.insert("case", "first");
            lab.rename("case", "CASE", "second");
            lab.delete("case");

            assertThat(lab.targetRows()).containsExactly("CASE=second");
            assertThat(lab.run(JobKind.CHECKSUM).verdict()).isEqualTo(Verdict.AGREED);
        }
    }

    @ParameterizedTest
    @MethodSource("collations")
    void backfillLeavesOutWhatCollidesAndAChecksumNamesIt(String collation) {
        try (TextKeyLab lab = new TextKeyLab(server, collation)) {
            lab.onSource(
                    "INSERT INTO names " + SOME_ROWS,
                    "INSERT INTO names VALUES ('case', 'n'), ('CASE', 'n'), ('resume', 'n'), ('résumé', 'n'), ('blank', 'n'),"
                            + " ('blank ', 'n')");

            lab.run(JobKind.BACKFILL);
            lab.run(JobKind.CHECKSUM);

            assertThat(lab.targetRows())
                    .hasSize(ROWS + 6 - collisions.get(collation).size());
            assertThat(lab.open())
                    .hasSameSizeAs(collisions.get(collation))
                    .allMatch(found -> found.difference().type() == KEY_COLLISION);
            assertThat(lab.notedKeys()).hasSameSizeAs(collisions.get(collation));
        }
    }

    /** A uuid of the source is text or bytes in the target: every job and the stream agree on the row. */
    @ParameterizedTest
    @ValueSource(strings = {"char(36)", "char(36) CHARACTER SET ascii", "varchar(40)", "binary(16)"})
    void uuidKeyIsTheSameRowInTheTarget(String type) {
        boolean bytes = type.startsWith("binary");
        try (TextKeyLab lab = new TextKeyLab(server, "uuid", type)) {
            lab.onSource(
                    "INSERT INTO names SELECT md5(n::text)::uuid, 'note ' || n FROM generate_series(1, 1000) AS n");
            lab.run(JobKind.BACKFILL);
            lab.insert(uuid("a"), "first");
            lab.insert(uuid("b"), "first");
            lab.update(uuid("a"), "second");
            lab.delete(uuid("b"));
            lab.delete(uuid("7")); // whose row the backfill wrote

            RunResult agreed = lab.run(JobKind.CHECKSUM);

            assertThat(agreed.verdict()).isEqualTo(Verdict.AGREED);
            assertThat(agreed.targetRows()).isEqualTo(1_000);
            assertThat(lab.targetRows()).hasSize(1_000).anyMatch(row -> row.endsWith("=second"));
            assertThat(lab.chunks().size()).isEqualTo(bytes ? 10 : 1);

            String stored = bytes ? "UNHEX(REPLACE('%s', '-', ''))" : "'%s'";
            lab.onTarget(
                    "UPDATE names SET note = 'rogue' WHERE name = " + stored.formatted(uuid("1")),
                    "DELETE FROM names WHERE name = " + stored.formatted(uuid("2")),
                    "INSERT INTO names VALUES (" + stored.formatted(uuid("c")) + ", 'extra')",
                    bytes ? "DO 1" : "INSERT INTO names VALUES ('no uuid', 'extra')");
            for (JobKind job : List.of(JobKind.CHECKSUM, JobKind.SAMPLE)) {
                lab.run(job);

                Map<String, DiscrepancyType> expected = new HashMap<>(Map.of(
                        lab.key(uuid("1")).toString(), FIELD_MISMATCH,
                        lab.key(uuid("2")).toString(), MISSING_IN_TARGET,
                        lab.key(uuid("c")).toString(), EXTRA_IN_TARGET));
                if (!bytes) {
                    expected.put("no uuid", EXTRA_IN_TARGET);
                }
                assertThat(types(lab.open())).isEqualTo(expected);
            }
        }
    }

    /** As PostgreSQL's {@code md5(seed)::uuid}. */
    private static String uuid(String seed) {
        try {
            String hex = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(seed.getBytes(StandardCharsets.UTF_8)));
            return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
