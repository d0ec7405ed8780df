package dev.reconciler.mapping;

import dev.reconciler.mapping.transform.Cast;
import dev.reconciler.mapping.transform.Concat;
import dev.reconciler.mapping.transform.Expression;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Literals;
import dev.reconciler.mapping.transform.Lookup;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.OneToOne;
import dev.reconciler.mapping.transform.RegexReplace;
import dev.reconciler.mapping.transform.RocDate;
import dev.reconciler.mapping.transform.Split;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.mapping.transform.Utc;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.SpecialValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The types that each transform takes and gives. */
final class TransformRules implements Transform.Visitor<Optional<String>> {
    private static final Set<LogicalType> TEXTS =
            EnumSet.of(LogicalType.TEXT, LogicalType.PADDED_TEXT, LogicalType.ENGINE_TEXT);
    /** Their canonical form is a text that a person would write. */
    private static final Set<LogicalType> PLAIN = EnumSet.of(
            LogicalType.TEXT,
            LogicalType.PADDED_TEXT,
            LogicalType.ENGINE_TEXT,
            LogicalType.INTEGER,
            LogicalType.BOOLEAN,
            LogicalType.DECIMAL,
            LogicalType.DATE,
            LogicalType.TIMESTAMP,
            LogicalType.INSTANT,
            LogicalType.UUID);

    private static final Set<LogicalType> CODES = EnumSet.of(
            LogicalType.TEXT,
            LogicalType.PADDED_TEXT,
            LogicalType.ENGINE_TEXT,
            LogicalType.INTEGER,
            LogicalType.BOOLEAN,
            LogicalType.UUID);

    private static final Map<LogicalType, Set<LogicalType>> CASTS = Map.of(
            LogicalType.TEXT,
                    EnumSet.of(
                            LogicalType.INTEGER,
                            LogicalType.DECIMAL,
                            LogicalType.BOOLEAN,
                            LogicalType.DATE,
                            LogicalType.TIMESTAMP),
            LogicalType.INTEGER, EnumSet.of(LogicalType.BOOLEAN, LogicalType.DATE),
            LogicalType.DECIMAL, EnumSet.of(LogicalType.INTEGER),
            LogicalType.BOOLEAN, EnumSet.of(LogicalType.INTEGER, LogicalType.DECIMAL),
            LogicalType.TIMESTAMP, EnumSet.of(LogicalType.DATE),
            LogicalType.DATE, EnumSet.of(LogicalType.TIMESTAMP));

    private static final Map<LogicalType, String> ZERO_DATES = Map.of(
            LogicalType.DATE, "0000-00-00",
            LogicalType.TIMESTAMP, "0000-00-00 00:00:00",
            LogicalType.INSTANT, "0000-00-00 00:00:00+00");

    private static final ColumnType TEXT = new ColumnType("text", LogicalType.TEXT);
    private static final String PLAIN_TYPES = "texts, exact numbers, booleans, dates, timestamps and uuids";
    private static final String OTHER_COLUMN = "change one of the types, or use another transform";

    private final List<Column> from;
    private final Column to;

    private TransformRules(MappedColumn column) {
        this.from = column.sources();
        this.to = column.target();
    }

    /** The reason why the transform can't fill the target column from these sources, with the fix; empty if it can. */
    static Optional<String> problem(MappedColumn column) {
        if (column.transform() instanceof OneToOne && column.sources().size() != 1) {
            return Optional.of("its transform takes one source column, not "
                    + column.sources().size() + ": name one, or use concat or expression");
        }
        return column.transform().accept(new TransformRules(column));
    }

    /** The reason why a column with this transform can't name the tenant, with the fix; empty if it can. */
    static Optional<String> tenantProblem(MappedColumn column) {
        Transform transform = column.transform();
        if (transform instanceof LookupTable) {
            return Optional.of(
                    "has the transform lookupTable, which scopes and tenants don't follow: map it directly, or"
                            + " choose another tenant column");
        }
        return transform instanceof Hash
                        || transform instanceof RegexReplace
                        || transform instanceof Concat
                        || transform instanceof Expression
                ? Optional.of("has a transform that servers don't compute, so they can't select a tenant's rows: map it"
                        + " directly, or by another transform")
                : Optional.empty();
    }

    @Override
    public Optional<String> direct(Transform.Direct direct) {
        return PairOfTypes.of(type(), to.type()) instanceof PairOfTypes.Refused refused
                ? Optional.of(refused.problem())
                : Optional.empty();
    }

    @Override
    public Optional<String> lowercase(Transform.Lowercase lowercase) {
        return text("lowercase");
    }

    @Override
    public Optional<String> uppercase(Transform.Uppercase uppercase) {
        return text("uppercase");
    }

    @Override
    public Optional<String> trim(Transform.Trim trim) {
        return text("trim");
    }

    @Override
    public Optional<String> constant(Transform.Constant constant) {
        if (constant.value() == null) {
            return to.nullable()
                    ? Optional.empty()
                    : Optional.of("the constant is NULL, and the column is NOT NULL: write a value");
        }
        return Literals.problem(to.type(), constant.value());
    }

    @Override
    public Optional<String> orElse(Transform.Default orElse) {
        return unchanged("default").or(() -> Literals.problem(to.type(), orElse.value()));
    }

    @Override
    public Optional<String> nullIf(Transform.NullIf nullIf) {
        return type().logical() == LogicalType.JSON
                ? refused("nullIf", "does not compare " + type().sqlName(), OTHER_COLUMN)
                : unchanged("nullIf")
                        .or(() -> isZeroDate(nullIf.value())
                                ? Optional.empty()
                                : Literals.problem(type(), nullIf.value()));
    }

    /** The text of a value that MySQL's type has besides the dates. */
    private boolean isZeroDate(String text) {
        return type().structure().traits().adds().contains(SpecialValue.INVALID_DATE)
                && text.equals(ZERO_DATES.get(type().logical()));
    }

    @Override
    public Optional<String> lookup(Lookup lookup) {
        if (!CODES.contains(type().logical())) {
            return takes("lookup", "texts, integers, booleans and uuids");
        }
        for (Map.Entry<String, Optional<String>> code : new TreeMap<>(lookup.codes()).entrySet()) {
            Optional<String> problem = Literals.problem(type(), code.getKey())
                    .or(() -> code.getValue().flatMap(value -> Literals.problem(to.type(), value)));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return lookup.unknown() == Lookup.Unknown.KEEP ? unchanged("lookup with unknown: keep") : Optional.empty();
    }

    /** The target column has the type of the table's old values here. */
    @Override
    public Optional<String> lookupTable(LookupTable lookup) {
        boolean isUuid = type().logical() == LogicalType.UUID
                && Conversions.problem(type(), to.type()).isEmpty();
        boolean isWider = type().logical() == LogicalType.INTEGER
                && PairOfTypes.of(type(), to.type()) instanceof PairOfTypes.Partial;
        return (isUuid || type().logical() == to.type().logical()) && !isWider
                ? Optional.empty()
                : refused(
                        "lookupTable",
                        "takes " + to.type().sqlName() + " as column " + lookup.source() + " of " + lookup.table()
                                + " does, and source column " + from.get(0).name() + " is "
                                + type().sqlName(),
                        "give both the same type");
    }

    @Override
    public Optional<String> utc(Utc utc) {
        if (type().logical() != LogicalType.TIMESTAMP) {
            return takes("utc", "timestamps without zone");
        }
        LogicalType gives = to.type().logical();
        return gives == LogicalType.TIMESTAMP || gives == LogicalType.INSTANT
                ? Optional.empty()
                : gives("utc", "timestamps");
    }

    @Override
    public Optional<String> cast(Cast cast) {
        LogicalType source = TEXTS.contains(type().logical()) ? LogicalType.TEXT : type().logical();
        return CASTS.getOrDefault(source, Set.of()).contains(to.type().logical())
                ? Optional.empty()
                : refused(
                        "cast",
                        "does not make " + to.type().sqlName() + " of " + type().sqlName(),
                        "map the column directly, or change one of the types (docs/TYPES.md lists the casts)");
    }

    @Override
    public Optional<String> rocDate(RocDate rocDate) {
        if (!TEXTS.contains(type().logical()) && type().logical() != LogicalType.INTEGER) {
            return takes("rocDate", "texts and integers");
        }
        return to.type().logical() == LogicalType.DATE ? Optional.empty() : gives("rocDate", "dates");
    }

    @Override
    public Optional<String> hash(Hash hash) {
        return PLAIN.contains(type().logical()) ? givesText("hash") : takes("hash", PLAIN_TYPES);
    }

    @Override
    public Optional<String> regexReplace(RegexReplace regexReplace) {
        return text("regexReplace");
    }

    @Override
    public Optional<String> split(Split split) {
        return text("split");
    }

    @Override
    public Optional<String> concat(Concat concat) {
        for (Column column : from) {
            if (!PLAIN.contains(column.type().logical())) {
                return takes("concat", column, PLAIN_TYPES);
            }
        }
        return givesText("concat");
    }

    /** Each result is checked against the target's type. */
    @Override
    public Optional<String> expression(Expression expression) {
        return Optional.empty();
    }

    private ColumnType type() {
        return from.get(0).type();
    }

    private Optional<String> text(String transform) {
        return TEXTS.contains(type().logical()) ? givesText(transform) : takes(transform, "texts");
    }

    private Optional<String> givesText(String transform) {
        return Conversions.problem(TEXT, to.type()).flatMap(problem -> gives(transform, "texts"));
    }

    /** The source's own values must fit the target. */
    private Optional<String> unchanged(String transform) {
        return Conversions.problem(type(), to.type())
                .map(problem -> "values that " + transform + " keeps don't fit: " + problem);
    }

    private Optional<String> takes(String transform, String types) {
        return takes(transform, from.get(0), types);
    }

    private static Optional<String> takes(String transform, Column column, String types) {
        return refused(
                transform,
                "takes " + types + ", and source column " + column.name() + " is "
                        + column.type().sqlName(),
                OTHER_COLUMN);
    }

    private Optional<String> gives(String transform, String types) {
        return refused(
                transform,
                "gives " + types + ", and the target column is " + to.type().sqlName(),
                OTHER_COLUMN);
    }

    private static Optional<String> refused(String transform, String reason, String fix) {
        return Optional.of("transform " + transform + " " + reason + ": " + fix);
    }
}
