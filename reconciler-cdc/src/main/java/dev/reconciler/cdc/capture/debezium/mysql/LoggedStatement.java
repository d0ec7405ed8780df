package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement that the log holds as text, as far as the stream has to understand it.
 *
 * @param kind its effect on rows and transactions
 * @param tables the tables that it names; for {@link Kind#DROP_DATABASE} the database alone, for others than these empty
 * @param text without comments, for people
 */
record LoggedStatement(Kind kind, List<TableRef> tables, String text) {
    enum Kind {
        BEGIN,
        COMMIT,
        ROLLBACK,
        /** Takes back a part of the transaction. */
        ROLLBACK_TO,
        SAVEPOINT,
        XA_START,
        XA_END,
        /** Commits or takes back a transaction that was prepared. */
        XA_OUTCOME,
        TRUNCATE,
        /** Removes or replaces the rows of tables without logging them. */
        REWRITE,
        DROP_DATABASE,
        /** Changes rows that are not logged: statement format. */
        CHANGE_ROWS,
        /** Changes no rows. */
        OTHER
    }

    private static final String IDENTIFIER = "(?:`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|[\\w$\\u0080-\\uFFFF]+)";
    private static final String TABLE = IDENTIFIER + "(?:\\s*\\.\\s*" + IDENTIFIER + ")?";
    private static final Pattern PART = Pattern.compile(IDENTIFIER);
    private static final Pattern NAME = Pattern.compile(TABLE);
    private static final Pattern COMMENT = Pattern.compile("/\\*(?!M?!).*?\\*/|(?:--\\s|#)[^\\n]*\\n", Pattern.DOTALL);
    private static final Pattern VERSIONED = Pattern.compile("/\\*M?!\\d*|\\*/");
    private static final Pattern SET_STATEMENT = pattern("SET\\s+STATEMENT\\s.*?\\sFOR\\s+");
    private static final Pattern TRUNCATE = pattern("TRUNCATE\\s+(?:TABLE\\s+)?(?<names>" + TABLE + ").*");
    private static final Pattern DROP_TEMPORARY = pattern("DROP\\s+TEMPORARY\\s.*");
    private static final Pattern DROP = pattern("DROP\\s+TABLES?\\s+(?:IF\\s+EXISTS\\s+)?(?<names>.*)");
    private static final Pattern RENAME = pattern("RENAME\\s+TABLES?\\s+(?:IF\\s+EXISTS\\s+)?(?<names>.*)");
    /** A plain CREATE finds no table of the name, and has no effect if it says so. */
    private static final Pattern CREATE = pattern("CREATE\\s+OR\\s+REPLACE\\s+TABLE\\s+(?<names>" + TABLE + ").*");

    private static final Pattern ALTER = pattern(
            "ALTER\\s+(?:ONLINE\\s+)?(?:IGNORE\\s+)?TABLE\\s+(?:IF\\s+EXISTS\\s+)?(?<names>" + TABLE + ")(?<rest>.*)");
    private static final Pattern DROP_DATABASE =
            pattern("DROP\\s+(?:DATABASE|SCHEMA)\\s+(?:IF\\s+EXISTS\\s+)?(?<names>" + IDENTIFIER + ").*");
    /** The parts of ALTER TABLE that move rows out of a table or into it, or that take its name away. */
    private static final Pattern MOVES_ROWS =
            pattern(".*\\b(?:(?:TRUNCATE|DROP|EXCHANGE|DISCARD|IMPORT|CONVERT)\\s+(?:PARTITION|TABLESPACE|TABLE)"
                    + "|RENAME\\s+(?!COLUMN\\b|INDEX\\b|KEY\\b))\\b.*");

    private static final Pattern REFERENCES = pattern("\\bREFERENCES\\b");
    private static final Pattern NAMES_END = pattern("\\s(?:TO|WAIT|NOWAIT|RESTRICT|CASCADE)\\b");
    private static final Set<String> CHANGES =
            Set.of("INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "CALL", "DO", "WITH", "SELECT", "EXECUTE");

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /** @param database the session's, of names without one */
    static LoggedStatement of(String sql, String database) {
        String text = SET_STATEMENT
                .matcher(VERSIONED
                        .matcher(COMMENT.matcher(sql).replaceAll(" "))
                        .replaceAll(" ")
                        .strip())
                .replaceFirst("")
                .strip();
        String upper = text.toUpperCase(Locale.ROOT);
        Kind control = control(upper);
        if (control != Kind.OTHER) {
            return new LoggedStatement(control, List.of(), text);
        }
        if (DROP_TEMPORARY.matcher(text).matches()) {
            return new LoggedStatement(Kind.OTHER, List.of(), text);
        }
        Matcher alter = ALTER.matcher(text);
        if (alter.matches() && !MOVES_ROWS.matcher(alter.group("rest")).matches()) {
            return new LoggedStatement(Kind.OTHER, List.of(), text);
        }
        for (Pattern rewrite : List.of(ALTER, DROP, RENAME, CREATE)) {
            Matcher matcher = rewrite.matcher(text);
            if (matcher.matches()) {
                return new LoggedStatement(Kind.REWRITE, names(matcher.group("names"), database), text);
            }
        }
        Matcher truncate = TRUNCATE.matcher(text);
        if (truncate.matches()) {
            return new LoggedStatement(Kind.TRUNCATE, names(truncate.group("names"), database), text);
        }
        Matcher drop = DROP_DATABASE.matcher(text);
        return drop.matches()
                ? new LoggedStatement(
                        Kind.DROP_DATABASE, List.of(new TableRef(unquoted(drop.group("names")), "*")), text)
                : new LoggedStatement(Kind.OTHER, List.of(), text);
    }

    private static Kind control(String upper) {
        String first = upper.split("[\\s(;]", 2)[0];
        if (first.isEmpty() && upper.startsWith("(") || CHANGES.contains(first)) {
            return Kind.CHANGE_ROWS;
        }
        return switch (first) {
            case "BEGIN", "START" -> upper.startsWith("START ALTER") ? Kind.OTHER : Kind.BEGIN;
            case "COMMIT" -> upper.startsWith("COMMIT ALTER") ? Kind.OTHER : Kind.COMMIT;
            case "ROLLBACK" ->
                upper.matches("ROLLBACK\\s+(WORK\\s+)?TO\\s.*")
                        ? Kind.ROLLBACK_TO
                        : upper.startsWith("ROLLBACK ALTER") ? Kind.OTHER : Kind.ROLLBACK;
            case "SAVEPOINT", "RELEASE" -> Kind.SAVEPOINT;
            case "XA" ->
                upper.matches("XA\\s+(START|BEGIN)\\s.*")
                        ? Kind.XA_START
                        : upper.matches("XA\\s+END\\s.*") ? Kind.XA_END : Kind.XA_OUTCOME;
            default -> Kind.OTHER;
        };
    }

    /** The tables of a list; words that end a list are no tables. */
    private static List<TableRef> names(String list, String database) {
        List<TableRef> tables = new ArrayList<>();
        Matcher name = NAME.matcher(NAMES_END.matcher(list).replaceAll(" , "));
        while (name.find()) {
            List<String> parts = new ArrayList<>();
            Matcher part = PART.matcher(name.group());
            while (part.find()) {
                parts.add(unquoted(part.group()));
            }
            tables.add(
                    parts.size() == 1
                            ? new TableRef(database, parts.get(0))
                            : new TableRef(parts.get(0), parts.get(1)));
        }
        return tables;
    }

    private static String unquoted(String identifier) {
        char quote = identifier.charAt(0);
        return quote == '`' || quote == '"'
                ? identifier.substring(1, identifier.length() - 1).replace("" + quote + quote, "" + quote)
                : identifier;
    }

    /** Returns whether it may add a foreign key; of other statements too, if they hold the word. */
    boolean mayAddForeignKey() {
        return (kind == Kind.OTHER || kind == Kind.REWRITE)
                && REFERENCES.matcher(text).find();
    }

    /** Returns whether the statement names the table, by the servers' rule that may ignore the case of names. */
    boolean names(TableRef table) {
        return tables.stream()
                .anyMatch(named -> named.schema().equalsIgnoreCase(table.schema())
                        && (kind == Kind.DROP_DATABASE || named.name().equalsIgnoreCase(table.name())));
    }
}
