package dev.reconciler.verify.anomaly;

import static dev.reconciler.verify.anomaly.ShippedOrders.AMOUNT;
import static dev.reconciler.verify.anomaly.ShippedOrders.CARD;
import static dev.reconciler.verify.anomaly.ShippedOrders.COMMENT;
import static dev.reconciler.verify.anomaly.ShippedOrders.COUNTRY;
import static dev.reconciler.verify.anomaly.ShippedOrders.CREATED;
import static dev.reconciler.verify.anomaly.ShippedOrders.CURRENCY;
import static dev.reconciler.verify.anomaly.ShippedOrders.EMAIL;
import static dev.reconciler.verify.anomaly.ShippedOrders.SHIPPED;
import static dev.reconciler.verify.anomaly.ShippedOrders.STATE;
import static dev.reconciler.verify.anomaly.ShippedOrders.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that are wrong in known ways among 5,000 regular ones, and regular ones alone. */
@Tag("unit")
class RowModelTest {
    private static final int ROWS = 5_000;
    private static final int SEEDS = 3;
    private static final TenantId ACME = new TenantId("acme");

    /** Rows that are wrong in one way each; the index of each with its way. */
    static Map<Integer, String> plant(List<Row> rows) {
        Map<Integer, String> planted = new TreeMap<>();
        List<Integer> free =
                IntStream.range(0, rows.size()).filter(i -> i % 31 == 7).boxed().toList();
        int next = 0;
        for (int i = 0; i < 4; i++) {
            next = change(
                    rows,
                    planted,
                    free,
                    next,
                    "magnitude",
                    "",
                    row -> ShippedOrders.with(
                            row,
                            AMOUNT,
                            new BigDecimal(text(row, AMOUNT)).movePointRight(3).toPlainString()));
            next = change(
                    rows,
                    planted,
                    free,
                    next,
                    "wrong year",
                    "",
                    row -> ShippedOrders.with(row, CREATED, text(row, CREATED).replaceFirst("^20", "22")));
            int category = i;
            next = change(
                    rows,
                    planted,
                    free,
                    next,
                    "rare category",
                    "",
                    row -> ShippedOrders.with(row, STATE, "state " + category));
            next = change(
                    rows,
                    planted,
                    free,
                    next,
                    "contradiction of texts",
                    "DE",
                    row -> ShippedOrders.with(row, CURRENCY, "JPY"));
            next = change(
                    rows,
                    planted,
                    free,
                    next,
                    "contradiction with NULL",
                    "new",
                    row -> ShippedOrders.with(row, SHIPPED, text(row, CREATED)));
        }
        return planted;
    }

    private static String text(Row row, int column) {
        return Objects.requireNonNull(row.value(column));
    }

    private static int change(
            List<Row> rows,
            Map<Integer, String> planted,
            List<Integer> free,
            int from,
            String way,
            String value,
            java.util.function.UnaryOperator<Row> change) {
        // Rows of that country or state only, as the contradiction needs it.
        for (int i = from; i < free.size(); i++) {
            int index = free.get(i);
            Row row = rows.get(index);
            if (value.isEmpty() || value.equals(row.value(COUNTRY)) || value.equals(row.value(STATE))) {
                rows.set(index, change.apply(row));
                planted.put(index, way);
                return i + 1;
            }
        }
        throw new IllegalStateException("too few rows for " + way);
    }

    private static Set<Integer> unusual(RowModel model, List<Row> rows) {
        return IntStream.range(0, rows.size())
                .filter(i -> model.score(rows.get(i)).value() > model.threshold())
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static RowModel model(List<Row> rows, long seed) {
        return RowModel.train(TABLE, rows, seed).orElseThrow();
    }

    @Test
    void plantedRowsAreFoundAndFewOthers() {
        int found = 0;
        int flagged = 0;
        int planted = 0;
        Map<String, Integer> byWay = new TreeMap<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<Row> rows = new ShippedOrders(seed).rows(ROWS);
            Map<Integer, String> wrong = plant(rows);
            Set<Integer> unusual = unusual(model(rows, seed), rows);
            planted += wrong.size();
            flagged += unusual.size();
            for (Map.Entry<Integer, String> each : wrong.entrySet()) {
                int hit = unusual.contains(each.getKey()) ? 1 : 0;
                found += hit;
                byWay.merge(each.getValue(), hit, Integer::sum);
            }
        }
        double precision = (double) found / flagged;
        double recall = (double) found / planted;
        System.out.printf(
                Locale.ROOT,
                "anomalies: %d planted in %d data sets of %d rows, %d flagged: precision %.3f, recall %.3f; found by way, of 12: %s%n",
                planted,
                SEEDS,
                ROWS,
                flagged,
                precision,
                recall,
                byWay);
        assertThat(recall).isGreaterThanOrEqualTo(0.8);
        assertThat(precision).isGreaterThanOrEqualTo(0.6);
        assertThat(byWay.values()).as("of each way: " + byWay).allMatch(hits -> hits >= 6);
    }

    @Test
    void regularRowsAreFlaggedInTheStatedShareAtMost() {
        for (long seed = 11; seed < 11 + SEEDS; seed++) {
            List<Row> rows = new ShippedOrders(seed).rows(ROWS);

            int flagged = unusual(model(rows, seed), rows).size();

            System.out.printf(Locale.ROOT, "anomalies: %d of %d regular rows flagged, seed %d%n", flagged, ROWS, seed);
            assertThat(flagged).isLessThanOrEqualTo(Threshold.most(ROWS)).isLessThanOrEqualTo(25);
        }
    }

    @Test
    void equalSeedsGiveEqualScores() {
        List<Row> rows = new ShippedOrders(3).rows(600);
        RowModel one = model(rows, 3);
        RowModel other = model(rows, 3);

        assertThat(other.threshold()).isEqualTo(one.threshold());
        assertThat(rows).allSatisfy(row -> assertThat(other.score(row)).isEqualTo(one.score(row)));
        assertThat(model(rows, 4).threshold()).isNotEqualTo(one.threshold());
    }

    @Test
    void deviationsNameColumnValueAndUsualRange() {
        List<Row> rows = new ShippedOrders(5).rows(1_000);
        Row wild = ShippedOrders.with(rows.get(17), AMOUNT, "123456789.00");
        rows.set(17, wild);
        RowModel model = model(rows, 5);

        assertThat(model.score(wild).value()).isGreaterThan(model.threshold());
        Deviation first = model.deviations(wild).get(0);
        assertThat(first.column()).isEqualTo("amount");
        assertThat(first.value()).isEqualTo("123456789");
        assertThat(first.usual()).matches("\\d+(\\.\\d+)? to \\d{3,4}(\\.\\d+)?");

        Row contradictory = ShippedOrders.with(
                ShippedOrders.with(ShippedOrders.with(rows.get(18), COUNTRY, "DE"), CURRENCY, "JPY"), STATE, "new");
        assertThat(model.deviations(contradictory).toString())
                .contains("column=country with currency, value=DE with JPY, usual=together in 0 of 1000 rows");
    }

    @Test
    void keysTenantsPseudonymsAndUncomparedColumnsAreNeverShown() {
        List<Row> rows = new ShippedOrders(6).rows(1_000);
        for (int i = 0; i < 5; i++) {
            rows.set(i, ShippedOrders.with(ShippedOrders.with(rows.get(i), CARD, "secret card"), COMMENT, "secret"));
        }
        RowModel model = model(rows, 6);

        List<Deviation> shown = rows.subList(0, 200).stream()
                .flatMap(row -> model.deviations(row).stream())
                .toList();

        assertThat(shown).hasSizeGreaterThanOrEqualTo(200).allSatisfy(each -> {
            assertThat(each.column()).doesNotContainPattern("\\b(id|tenant|card|comment)\\b");
            assertThat(each.value()).doesNotContain("secret", "card ", "comment ");
        });
    }

    @Test
    void rowsOfTheTargetAreTargetRowsUnlessBothSidesAgree() {
        List<Row> rows = new ShippedOrders(7).rows(1_000);
        Row both = ShippedOrders.with(rows.get(0), AMOUNT, "99999999.00");
        List<RowPair> pairs = new ArrayList<>();
        pairs.add(pair(both, both));
        pairs.add(pair(rows.get(1), ShippedOrders.with(rows.get(1), AMOUNT, "88888888.00")));
        Row extra = ShippedOrders.with(rows.get(2), CREATED, "2204-02-02 10:00:00");
        pairs.add(RowPair.of(TABLE, RowKey.of("extra"), null, extra));
        rows.subList(3, 1_000).forEach(row -> pairs.add(pair(row, row)));

        TenantJudgement judgement = TenantJudgement.of(TABLE, ACME, pairs, 500, 7);

        assertThat(judgement.found().stream().map(each -> each.key() + " " + each.kind()))
                .contains(RowKey.of("1") + " ROW", RowKey.of("2") + " TARGET_ROW", RowKey.of("extra") + " TARGET_ROW");
        assertThat(judgement.report().targetRows()).isEqualTo(2);
        assertThat(judgement.report().sourceRows()).isEqualTo(999);
    }

    /** A window's pairs are held until they are judged: 100,000 of them, with default settings. */
    @Test
    void pairHoldsNoLongTextAndNothingThatIsNotJudged() {
        Row row = new ShippedOrders(9).rows(1).get(0);
        Row wide =
                ShippedOrders.with(ShippedOrders.with(row, COMMENT, "x".repeat(100_000)), EMAIL, "y".repeat(100_000));

        RowPair pair = pair(wide, ShippedOrders.with(wide, EMAIL, "y".repeat(99_999) + "z"));

        assertThat(String.join("", Objects.requireNonNull(pair.source()).values()))
                .hasSizeLessThan(5_000);
        assertThat(pair.agrees()).isFalse();
        assertThat(pair(wide, wide).agrees()).isTrue();
        assertThat(pair(row, row).source())
                .isEqualTo(ShippedOrders.with(ShippedOrders.with(row, COMMENT, ""), CARD, ""));
    }

    /** A greatest double as a mark, in several rows of a hundred. */
    @Test
    void greatestNumbersAreJudged() {
        for (String greatest : List.of("1.7976931348623157e308", "-1.7976931348623157e308")) {
            for (int part : List.of(2, 3, 50)) {
                List<Row> rows = new ShippedOrders(10).rows(1_000);
                rows.replaceAll(row -> ShippedOrders.with(
                        row, AMOUNT, Integer.parseInt(text(row, 0)) % part == 0 ? greatest : "0.00" + text(row, 0)));

                RowModel model = RowModel.train(TABLE, rows, 10).orElseThrow();

                assertThat(model.threshold()).isFinite().isPositive();
                assertThat(rows)
                        .allSatisfy(row -> assertThat(model.score(row).value()).isFinite());
                Row wrong = ShippedOrders.with(rows.get(0), STATE, "no state");
                assertThat(model.score(wrong).value())
                        .isGreaterThan(model.score(rows.get(0)).value());
            }
        }
    }

    /** No row of a tenant is drawn where none is left, which its series tell. */
    @Test
    void changeOfAFigureIsNamedWhereNothingIsDrawn() {
        Anomaly change = new Anomaly(
                TABLE.id(),
                ACME,
                Anomaly.Kind.SERIES,
                null,
                new Anomaly.Score(2, 1),
                List.of(new Deviation("rows", "0", "9")));
        TenantJudgement other =
                new TenantJudgement(ModelReport.notScored(TABLE.id(), new TenantId("globex"), "few"), List.of());

        List<TenantJudgement> all = TenantJudgement.with(
                TABLE.id(), List.of(other), Map.of(ACME, List.of(change), new TenantId("initech"), List.of()));

        assertThat(all).hasSize(2).contains(other);
        assertThat(all.get(1).found()).containsExactly(change);
        assertThat(all.get(1).report().note()).isEqualTo("not scored: no rows");
        assertThat(TenantJudgement.with(TABLE.id(), all, Map.of(ACME, List.of(change))))
                .extracting(judgement -> judgement.found().size())
                .containsExactly(0, 2);
    }

    private static RowPair pair(Row source, Row target) {
        return RowPair.of(TABLE, TABLE.keyOf(source), source, target);
    }

    @Test
    void columnsThatAreDistributedOtherwiseInTheTargetAreNamed() {
        List<Row> rows = new ShippedOrders(8).rows(2_000);
        List<RowPair> alike = rows.stream().map(row -> pair(row, row)).toList();
        assertThat(columns(alike)).isEmpty();

        List<RowPair> moved = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Row changed = i % 3 == 0 ? ShippedOrders.with(row, AMOUNT, "0.00") : row;
            moved.add(pair(row, i % 2 == 0 ? ShippedOrders.with(changed, STATE, "new") : changed));
        }

        assertThat(columns(moved).keySet()).containsExactly("amount", "state");
        assertThat(columns(moved).get("state").value()).startsWith("target: '").contains(" % of the rows");
    }

    private static Map<String, Deviation> columns(List<RowPair> pairs) {
        return TenantJudgement.of(TABLE, ACME, pairs, 500, 1).found().stream()
                .filter(each -> each.kind() == Anomaly.Kind.COLUMN)
                .flatMap(each -> each.deviations().stream())
                .collect(Collectors.toMap(Deviation::column, each -> each, (one, other) -> one, TreeMap::new));
    }

    @Test
    void mostUnusualOnesAreKeptColumnsFirst() {
        List<Row> rows = new ShippedOrders(10).rows(1_000);
        List<RowPair> pairs = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            pairs.add(pair(row, i % 2 == 0 ? ShippedOrders.with(row, STATE, "lost") : row));
        }

        TenantJudgement judgement = TenantJudgement.of(TABLE, ACME, pairs, 500, 1);
        List<Anomaly> kept = judgement.mostUnusual(10);

        assertThat(judgement.found()).hasSizeGreaterThan(400);
        assertThat(kept).hasSize(10);
        assertThat(kept.get(0).kind()).isEqualTo(Anomaly.Kind.COLUMN);
        assertThat(judgement.found().stream().filter(each -> !kept.contains(each)))
                .allSatisfy(each -> assertThat(each.score().excess())
                        .isLessThanOrEqualTo(kept.get(9).score().excess()));
        assertThat(judgement.report().withKept(10).note()).endsWith(" anomalies were counted and not recorded");
    }

    @Test
    void tooFewRowsAreNotScored() {
        List<Row> rows = new ShippedOrders(9).rows(499);

        TenantJudgement judgement = TenantJudgement.of(
                TABLE, ACME, rows.stream().map(row -> pair(row, row)).toList(), 500, 9);

        assertThat(judgement.found()).isEmpty();
        assertThat(judgement.report().note()).isEqualTo("not scored: 499 rows of the source, and a model needs 500");
    }

    @Test
    void runsOfCharactersGiveOnePattern() {
        assertThat(RowFeatures.pattern("AB-1234 x")).isEqualTo("A-9 a");
        assertThat(PrintedTime.of("2024-02-03 04:05:06.789+00")).contains(LocalDateTime.of(2024, 2, 3, 4, 5, 6));
        assertThat(PrintedTime.of("2024-02-31")).isEmpty();
        assertThat(PrintedTime.of("infinity")).isEmpty();
        assertThat(PrintedTime.of("0000-00-00")).isEmpty();
    }
}
