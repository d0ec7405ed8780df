package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.transform.Cast;
import dev.reconciler.mapping.transform.Concat;
import dev.reconciler.mapping.transform.Expression;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Invalid;
import dev.reconciler.mapping.transform.Lookup;
import dev.reconciler.mapping.transform.RegexReplace;
import dev.reconciler.mapping.transform.RocDate;
import dev.reconciler.mapping.transform.Split;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.schema.Column;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class TransformRulesTest {
    private static final Map<String, Transform> TRANSFORMS = Map.ofEntries(
            Map.entry("lowercase", new Transform.Lowercase()),
            Map.entry("trim", new Transform.Trim()),
            Map.entry("constant 7", new Transform.Constant("7")),
            Map.entry("default 7", new Transform.Default("7")),
            Map.entry("default x", new Transform.Default("x")),
            Map.entry("nullIf 007", new Transform.NullIf("007")),
            Map.entry("nullIf 7", new Transform.NullIf("7")),
            Map.entry("lookup 7", lookup("7", Lookup.Unknown.FAIL)),
            Map.entry("lookup x", lookup("x", Lookup.Unknown.FAIL)),
            Map.entry("lookup keep", lookup("7", Lookup.Unknown.KEEP)),
            Map.entry("utc", new Utc(ZoneId.of("Asia/Taipei"))),
            Map.entry("cast", new Cast(Invalid.FAIL)),
            Map.entry("rocDate", new RocDate(Invalid.FAIL)),
            Map.entry("hash", new Hash("a key of sixteen")),
            Map.entry("regexReplace", new RegexReplace(com.google.re2j.Pattern.compile("x"), "y")),
            Map.entry("split", new Split(" ", 1, 2)),
            Map.entry("concat", new Concat(" ")),
            Map.entry("expression", Expression.parse("c", List.of("c"))));

    private static Lookup lookup(String value, Lookup.Unknown unknown) {
        return new Lookup(Map.of("1", Optional.of(value)), unknown);
    }

    private static Column column(String type) {
        return new Column("c", PostgresTypes.named(type), true, false, false, false, false);
    }

    private static Optional<String> problem(String transform, String from, String to) {
        Transform chosen = TRANSFORMS.get(transform);
        return TransformRules.problem(new MappedColumn(
                chosen instanceof Transform.Constant ? List.of() : List.of(column(from)), column(to), chosen));
    }

    @ParameterizedTest
    @CsvSource({
        "lowercase, text, varchar(9)",
        "trim, char(9), text",
        "constant 7, text, bigint",
        "default 7, integer, bigint",
        "default x, text, text",
        "nullIf 7, integer, numeric",
        "lookup 7, text, integer",
        "lookup 7, boolean, numeric",
        "lookup keep, integer, integer",
        "utc, timestamp without time zone, timestamp with time zone",
        "utc, timestamp without time zone, timestamp without time zone",
        "cast, text, integer",
        "cast, numeric, bigint",
        "cast, integer, date",
        "rocDate, integer, date",
        "hash, uuid, text",
        "regexReplace, text, text",
        "split, text, text",
        "concat, date, text",
        "expression, jsonb, integer"
    })
    void fittingTypesAreAccepted(String transform, String from, String to) {
        assertThat(problem(transform, from, to)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "date, 0000-00-00, date",
        "datetime(3), 0000-00-00 00:00:00, timestamp(3)",
        "timestamp, 0000-00-00 00:00:00+00, timestamp with time zone"
    })
    void zeroDateOfMySqlMayBecomeNull(String from, String zero, String to) {
        Column mysql = new Column("c", MySqlTypes.named(from), true, false, false, false, false);

        assertThat(TransformRules.problem(new MappedColumn(List.of(mysql), column(to), new Transform.NullIf(zero))))
                .isEmpty();
        assertThat(TransformRules.problem(new MappedColumn(
                        List.of(mysql), column(to), new Transform.NullIf(zero.replace("00-00", "00-01")))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("is no value of " + from));
        assertThat(TransformRules.problem(
                        new MappedColumn(List.of(column(to)), column(to), new Transform.NullIf(zero))))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "lowercase | integer | text | transform lowercase takes texts, and source column c is integer: change one of the types, or use another transform",
                "trim | text | integer | transform trim gives texts, and the target column is integer: change one of the types, or use another transform",
                "constant 7 | text | date | '7' is no value of date: write it like 2024-05-20",
                "default x | text | bigint | values that default keeps don't fit: text does not become bigint by itself: change one of the types, or use a transform",
                "default x | integer | integer | 'x' is no value of integer: write it like 7",
                "nullIf 007 | integer | integer | '007' is no value of integer: write it like 7",
                "nullIf 7 | json | json | transform nullIf does not compare json: change one of the types, or use another transform",
                "lookup x | text | integer | 'x' is no value of integer: write it like 7",
                "lookup 7 | date | text | transform lookup takes texts, integers, booleans and uuids, and source column c is date: change one of the types, or use another transform",
                "lookup keep | text | integer | values that lookup with unknown: keep keeps don't fit: text does not become integer by itself: change one of the types, or use a transform",
                "utc | timestamp with time zone | timestamp with time zone | transform utc takes timestamps without zone, and source column c is timestamp with time zone: change one of the types, or use another transform",
                "utc | timestamp without time zone | text | transform utc gives timestamps, and the target column is text: change one of the types, or use another transform",
                "cast | text | real | transform cast does not make real of text: map the column directly, or change one of the types (docs/TYPES.md lists the casts)",
                "cast | integer | integer | transform cast does not make integer of integer: map the column directly, or change one of the types (docs/TYPES.md lists the casts)",
                "rocDate | date | date | transform rocDate takes texts and integers, and source column c is date: change one of the types, or use another transform",
                "rocDate | text | text | transform rocDate gives dates, and the target column is text: change one of the types, or use another transform",
                "hash | real | text | transform hash takes texts, exact numbers, booleans, dates, timestamps and uuids, and source column c is real: change one of the types, or use another transform",
                "split | integer | text | transform split takes texts, and source column c is integer: change one of the types, or use another transform",
                "concat | real | text | transform concat takes texts, exact numbers, booleans, dates, timestamps and uuids, and source column c is real: change one of the types, or use another transform",
                "regexReplace | text | bytea | transform regexReplace gives texts, and the target column is bytea: change one of the types, or use another transform"
            })
    void wrongTypesAreRefusedWithTheFix(String transform, String from, String to, String problem) {
        assertThat(problem(transform, from, to)).contains(problem);
    }

    @Test
    void oneToOneTransformOfSeveralColumnsIsRefused() {
        MappedColumn column =
                new MappedColumn(List.of(column("text"), column("text")), column("text"), new Transform.Trim());

        assertThat(TransformRules.problem(column))
                .contains("its transform takes one source column, not 2: name one, or use concat or expression");
    }

    @Test
    void tenantThatServersDontComputeIsRefused() {
        Stream.of("hash", "regexReplace", "concat", "expression")
                .forEach(name -> assertThat(tenantProblem(name)).as(name).isPresent());
        Stream.of("trim", "lookup 7", "split")
                .forEach(name -> assertThat(tenantProblem(name)).as(name).isEmpty());
    }

    private static Optional<String> tenantProblem(String transform) {
        return TransformRules.tenantProblem(
                new MappedColumn(column("text"), column("text"), TRANSFORMS.get(transform)));
    }
}
