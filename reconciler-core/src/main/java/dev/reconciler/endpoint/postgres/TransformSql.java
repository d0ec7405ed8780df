package dev.reconciler.endpoint.postgres;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconciler.mapping.MappedColumn;
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
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The SQL of each transform, of type text: the text form that {@link Transform#apply} gives. Empty for a transform without SQL. */
final class TransformSql implements Transform.Visitor<Optional<String>> {
    private static final String NUMBER = "^[+-]?([0-9]{1," + Cast.MOST_DIGITS + "}(\\.[0-9]{0," + Cast.MOST_DIGITS
            + "})?|\\.[0-9]{1," + Cast.MOST_DIGITS + "})$";
    private static final String DATE = "^([0-9]{4})(-?)([0-9]{2})\\2([0-9]{2})$";
    private static final String TIMESTAMP = "^([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]"
            + "((?:[01][0-9]|2[0-3]):[0-5][0-9])(?:(:[0-5][0-9])(?:\\.([0-9]{1,6}))?)?$";
    private static final String ROC_DATE =
            "^(?:([0-9]{2,3})([0-9]{2})([0-9]{2})|([0-9]{1,3})([/-])([0-9]{1,2})\\5([0-9]{1,2}))$";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MappedColumn column;
    private final List<StoredSql> sources;

    private TransformSql(MappedColumn column) {
        this.column = column;
        this.sources = column.sources().stream().map(StoredSql::of).toList();
    }

    static Optional<String> of(MappedColumn column) {
        return column.transform().accept(new TransformSql(column));
    }

    private StoredSql source() {
        return sources.get(0);
    }

    /** The source's canonical form, compared by byte. */
    private String canonical() {
        return "(" + source().canonical() + ") COLLATE \"C\"";
    }

    @Override
    public Optional<String> direct(Transform.Direct direct) {
        return Optional.of(source().text());
    }

    @Override
    public Optional<String> lowercase(Transform.Lowercase lowercase) {
        return Optional.of("lower(" + canonical() + ")");
    }

    @Override
    public Optional<String> uppercase(Transform.Uppercase uppercase) {
        return Optional.of("upper(" + canonical() + ")");
    }

    @Override
    public Optional<String> trim(Transform.Trim trim) {
        return Optional.of(trimmed());
    }

    private String trimmed() {
        return "btrim(" + canonical() + ", ' ')";
    }

    @Override
    public Optional<String> constant(Transform.Constant constant) {
        return Optional.of(constant.value() == null ? "NULL::text" : literal(constant.value()));
    }

    private static String literal(String value) {
        return Identifiers.literal(value) + "::text";
    }

    @Override
    public Optional<String> orElse(Transform.Default orElse) {
        return Optional.of("coalesce(" + source().text() + ", " + literal(orElse.value()) + ")");
    }

    @Override
    public Optional<String> nullIf(Transform.NullIf nullIf) {
        String value = source().type().canonical(nullIf.value());
        return Optional.of(
                "CASE WHEN " + canonical() + " = " + literal(value) + " THEN NULL ELSE " + source().text() + " END");
    }

    /** A document is searched by bisection, and parsed once for a statement. */
    @Override
    public Optional<String> lookup(Lookup lookup) {
        ObjectNode codes = JSON.createObjectNode();
        new TreeMap<>(lookup.codes()).forEach((code, value) -> codes.put(code, value.orElse(null)));
        String document = Identifiers.literal(codes.toString()) + "::jsonb";
        String code = canonical();
        String unknown =
                switch (lookup.unknown()) {
                    case FAIL -> invalid(Lookup.REASON);
                    case NULL -> "NULL";
                    case KEEP -> code;
                };
        return Optional.of("CASE WHEN jsonb_exists(" + document + ", " + code + ") THEN " + document + " ->> " + code
                + " ELSE " + unknown + " END");
    }

    /** NULL if the source is. */
    private String invalid(String reason) {
        return Identifiers.literal(InvalidValue.MARK + "'") + " || " + canonical() + " || "
                + Identifiers.literal("' " + reason);
    }

    private String otherwise(Invalid invalid, String reason) {
        return invalid == Invalid.NULL ? "NULL" : invalid(reason);
    }

    @Override
    public Optional<String> lookupTable(LookupTable lookup) {
        return Optional.of(source().text());
    }

    @Override
    public Optional<String> utc(Utc utc) {
        String instant = source().name() + " AT TIME ZONE "
                + Identifiers.literal(utc.zone().getId());
        String point = column.target().type().logical() == LogicalType.INSTANT
                ? "(" + instant + ")"
                : "((" + instant + ") AT TIME ZONE 'UTC')";
        String rounded = column.roundedTo().isPresent()
                ? point + "::" + column.target().type().sqlName()
                : point;
        return Optional.of("(" + rounded + ")::text");
    }

    @Override
    public Optional<String> cast(Cast cast) {
        LogicalType from = source().type();
        String otherwise = otherwise(cast.invalid(), Cast.REASON);
        return switch (column.target().type().logical()) {
            case INTEGER, DECIMAL -> Optional.of(number(otherwise));
            case BOOLEAN ->
                Optional.of("CASE WHEN lower(" + trimmed() + ") IN (" + words(Cast.TRUE) + ") THEN '1' WHEN lower("
                        + trimmed() + ") IN (" + words(Cast.FALSE) + ") THEN '0' ELSE " + otherwise + " END");
            case DATE ->
                Optional.of(
                        from == LogicalType.TIMESTAMP
                                ? "(" + source().name() + "::date)::text"
                                : day(
                                        trimmed(),
                                        DATE,
                                        new Day("m[1]::int", "m[3]::int", "m[4]::int", 1, 9999, ""),
                                        otherwise));
            case TIMESTAMP ->
                Optional.of(
                        from == LogicalType.DATE
                                ? "regexp_replace(" + source().text()
                                        + ", '^([0-9]+-[0-9]+-[0-9]+)', E'\\\\1 00:00:00')"
                                : day(
                                        trimmed(),
                                        TIMESTAMP,
                                        new Day(
                                                "m[1]::int",
                                                "m[2]::int",
                                                "m[3]::int",
                                                1,
                                                9999,
                                                " || ' ' || m[4] || coalesce(m[5], ':00')"
                                                        + " || coalesce(rtrim(rtrim('.' || m[6], '0'), '.'), '')"),
                                        otherwise));
            default -> Optional.empty();
        };
    }

    private String number(String otherwise) {
        String number = trimmed() + "::numeric";
        String whole = column.target().type().logical() == LogicalType.INTEGER
                ? "CASE WHEN " + number + " = trunc(" + number + ") THEN trim_scale(" + number + ")::text ELSE "
                        + otherwise + " END"
                : "trim_scale(" + number + ")::text";
        return "CASE WHEN " + trimmed() + " ~ " + Identifiers.literal(NUMBER) + " THEN " + whole + " ELSE " + otherwise
                + " END";
    }

    private static String words(Set<String> words) {
        return new TreeSet<>(words).stream().map(Identifiers::literal).collect(Collectors.joining(", "));
    }

    /**
     * The parts of a date in the groups {@code m} of a pattern.
     *
     * @param rest of the text, after the date
     */
    private record Day(String year, String month, String day, int firstYear, int lastYear, String rest) {}

    /** A text that matches the pattern with a day of the calendar, in ISO form. PostgreSQL's own functions fail on any other day. */
    private static String day(String text, String pattern, Day of, String otherwise) {
        String last = "CASE WHEN f.mo IN (4, 6, 9, 11) THEN 30 WHEN f.mo <> 2 THEN 31"
                + " WHEN f.y % 4 = 0 AND (f.y % 100 <> 0 OR f.y % 400 = 0) THEN 29 ELSE 28 END";
        return "(SELECT CASE WHEN f.y BETWEEN " + of.firstYear() + " AND " + of.lastYear()
                + " AND f.mo BETWEEN 1 AND 12 AND f.d BETWEEN 1 AND " + last
                + " THEN lpad(f.y::text, 4, '0') || '-' || lpad(f.mo::text, 2, '0') || '-' || lpad(f.d::text, 2, '0')"
                + " || f.rest ELSE " + otherwise + " END FROM (SELECT " + of.year() + " AS y, " + of.month()
                + " AS mo, " + of.day() + " AS d, ''" + of.rest() + " AS rest FROM regexp_match(" + text + ", "
                + Identifiers.literal(pattern) + ") AS m) AS f)";
    }

    @Override
    public Optional<String> rocDate(RocDate rocDate) {
        Day parts = new Day(
                "coalesce(m[1], m[4])::int + " + RocDate.OFFSET,
                "coalesce(m[2], m[6])::int",
                "coalesce(m[3], m[7])::int",
                RocDate.OFFSET + 1,
                9999,
                "");
        return Optional.of(day(trimmed(), ROC_DATE, parts, otherwise(rocDate.invalid(), RocDate.REASON)));
    }

    @Override
    public Optional<String> hash(Hash hash) {
        return Optional.empty();
    }

    @Override
    public Optional<String> regexReplace(RegexReplace regexReplace) {
        return Optional.empty();
    }

    @Override
    public Optional<String> split(Split split) {
        String text = canonical();
        String separator = literal(split.separator());
        String separators = "(length(" + text + ") - length(replace(" + text + ", " + separator + ", ''))) / length("
                + separator + ")";
        String part = split.part() < split.parts()
                ? "split_part(" + text + ", " + separator + ", " + split.part() + ")"
                : "substr(" + text + ", 1" + lengthsBefore(text, separator, split.part()) + ")";
        return Optional.of("CASE WHEN " + separators + " >= " + (split.part() - 1) + " THEN " + part + " END");
    }

    @Override
    public Optional<String> concat(Concat concat) {
        List<String> parts = sources.stream().map(StoredSql::canonical).toList();
        String none = parts.stream().map(part -> part + " IS NULL").collect(Collectors.joining(" AND "));
        return Optional.of("CASE WHEN " + none + " THEN NULL ELSE concat_ws(" + literal(concat.separator()) + ", "
                + String.join(", ", parts) + ") END");
    }

    @Override
    public Optional<String> expression(Expression expression) {
        return Optional.empty();
    }

    private static String lengthsBefore(String text, String separator, int part) {
        return IntStream.range(1, part)
                .mapToObj(i ->
                        " + length(split_part(" + text + ", " + separator + ", " + i + ")) + length(" + separator + ")")
                .collect(Collectors.joining());
    }
}
