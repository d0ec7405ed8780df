package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.read.query.QueryScan;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A user's query, read by the lexical rules of MySQL and MariaDB in a session whose {@code sql_mode} has neither {@code ANSI_QUOTES} nor
 * {@code NO_BACKSLASH_ESCAPES}.
 *
 * <p>The text that it returns has no comments: a server would run the content of some comments, and take hints from other comments, of which one
 * lifts the limit of the statement's time. A {@code WITH} at its beginning is kept apart from the query that follows it: inside of a derived table,
 * MariaDB would look for a table of its own under each name in there.
 */
final class MySqlUserSql extends QueryScan {
    private static final String PLACEHOLDER = "?";
    private static final Pattern NUMBER = Pattern.compile("(?i)\\d+(e\\d*)?|0x[0-9a-f]+|0b[01]+");

    /** Reserved words, so an identifier of that name is quoted. Further statements begin with a word that the grammar has at the beginning of a statement only. */
    private static final Map<String, String> REFUSED = Map.of(
            "into", "INTO writes",
            "update", "FOR UPDATE locks rows",
            "lock", "LOCK IN SHARE MODE locks rows",
            "procedure", "PROCEDURE is no part of a query");

    private final Set<String> qualifiers = new LinkedHashSet<>();
    private final Set<String> quotedCalls = new LinkedHashSet<>();
    private final Set<String> unqualified = new LinkedHashSet<>();
    private final Set<String> tables = new LinkedHashSet<>();
    private String lastWord = "";
    private String lastSpelling = "";
    private boolean isQuoted;
    private boolean isAfterDot;
    private boolean isRecursive;
    private boolean isListOpen;
    private boolean isAfterParenthesis;
    /** Positions in the text that is returned. */
    private int listStart;

    private int bodyStart;

    private MySqlUserSql(String sql) {
        super(sql);
    }

    static MySqlUserSql read(String sql) {
        MySqlUserSql read = new MySqlUserSql(sql);
        read.scan();
        return read;
    }

    /** Returns whether the query begins with {@code WITH RECURSIVE}. */
    boolean isRecursive() {
        return isRecursive;
    }

    /** The common table expressions of the {@code WITH} at its beginning, without that word; empty if there is none. */
    String list() {
        return with(PLACEHOLDER).substring(listStart, bodyStart).strip();
    }

    /** The query after them. */
    String body() {
        return with(PLACEHOLDER).substring(bodyStart);
    }

    /** Every identifier that a dot follows, as it is written: a database, or the name of a table in this query. */
    Set<String> qualifiers() {
        return qualifiers;
    }

    /** Those of {@link #called} that are quoted, and so are no keywords. */
    Set<String> quotedCalls() {
        return quotedCalls;
    }

    /** Every identifier and keyword that no dot precedes, as it is written: the names that may be those of tables. */
    Set<String> unqualified() {
        return unqualified;
    }

    /** Names after {@code FROM} and {@code JOIN}, for messages. */
    Set<String> tables() {
        return tables;
    }

    @Override
    protected void token(char c) {
        if (isAt("--")) {
            minuses();
        } else if (c == '#') {
            replaceTo(endOf("\n", at()), " ");
        } else if (isAt("/*")) {
            comment();
        } else {
            if (!Character.isWhitespace(c)) {
                noticeBody(c);
            }
            significant(c);
        }
    }

    private void significant(char c) {
        if (c == '\'' || c == '"') {
            copyTo(endOfQuote(c, at(), true));
            forget();
        } else if (c == '`') {
            quoted();
        } else if (isWordPart(c)) {
            word();
        } else if (c == ':') {
            lastWord = "";
            colon();
        } else {
            other(c);
        }
    }

    private void other(char c) {
        if (c == '@' || c == '?' || c == '{' || c == '}' || c < ' ' && !Character.isWhitespace(c)) {
            problem("there is a '" + c + "': a rule has no variables, parameters or escapes of a driver, leave it out");
        } else if (c == '.') {
            dot();
        } else if (c == '(' && isQuoted && !lastName().isEmpty()) {
            quotedCalls.add(lastName());
        }
        symbol(c);
        if (!Character.isWhitespace(c)) {
            isAfterDot = isAfterDot && c == '.';
            lastWord = "";
            isAfterParenthesis = c == ')' && isListOpen && depth() == 0;
        }
    }

    /**
     * A dot between names joins them. One that stands alone does so too, or belongs to a name in the default database: {@code FROM .t}, also
     * with a blank on the other side of the dot, or before a quote.
     */
    private void dot() {
        char before = at() == 0 ? ' ' : sql().charAt(at() - 1);
        char after = at() + 1 == sql().length() ? ' ' : sql().charAt(at() + 1);
        boolean isNumber = Character.isDigit(after) || Character.isDigit(firstOf(lastName()));
        boolean isJoin = (isWordPart(before) || before == '`') && (isWordPart(after) || after == '`' || after == '*');
        if (!isNumber && !isJoin) {
            problem("a dot has a blank before or after it: write alias.column");
        }
        if (!lastName().isEmpty()) {
            qualifiers.add(lastSpelling);
        }
        isAfterDot = isJoin && !isNumber && (isQuoted || after != '`');
    }

    private static char firstOf(String name) {
        return name.isEmpty() ? ' ' : name.charAt(0);
    }

    /** A token after the parenthesis that closes a common table expression begins the query, unless the list continues. */
    private void noticeBody(char c) {
        if (isAfterParenthesis && c != ',' && !isAsNext()) {
            isListOpen = false;
            bodyStart = written();
        }
        isAfterParenthesis = false;
    }

    private boolean isAsNext() {
        int end = endOfWord(at());
        return sql().substring(at(), end).equalsIgnoreCase("as");
    }

    private void forget() {
        forgetName();
        lastWord = "";
    }

    private static boolean isWordPart(char c) {
        return c >= '0' && c <= '9'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c == '_'
                || c == '$'
                || c >= 0x80;
    }

    private int endOfWord(int from) {
        int end = from;
        while (end < sql().length() && isWordPart(sql().charAt(end))) {
            end++;
        }
        return end;
    }

    private void word() {
        int end = endOfWord(at());
        String spelling = sql().substring(at(), end);
        String word = word(end);
        if (Character.isDigit(word.charAt(0)) && !NUMBER.matcher(word).matches()) {
            problem("the name " + spelling + " begins with a digit: quote it, as `" + spelling + "`");
        }
        if (!isAfterDot) {
            refuse(word);
        }
        read(word, spelling, false);
        copyTo(end);
        noticeList(word);
        lastWord = word;
    }

    private void quoted() {
        int end = endOfQuote('`', at(), false);
        String spelling = sql().substring(at() + 1, Math.max(at() + 1, end - 1)).replace("``", "`");
        read(spelling.toLowerCase(Locale.ROOT), spelling, true);
        copyTo(end);
        lastWord = "";
    }

    private void read(String name, String spelling, boolean quoted) {
        if (lastWord.equals("from") || lastWord.equals("join")) {
            tables.add(spelling);
        }
        if (!isAfterDot) {
            unqualified.add(spelling);
        }
        named(name);
        lastSpelling = spelling;
        isQuoted = quoted;
        isAfterDot = false;
    }

    private void noticeList(String word) {
        boolean isFirst = listStart == 0 && word.equals("with") && firstWord().equals(word);
        boolean isSecond = isListOpen && word.equals("recursive") && lastWord.equals("with");
        if (isFirst || isSecond) {
            isListOpen = true;
            isRecursive = isSecond;
            listStart = written();
            bodyStart = listStart;
        }
    }

    private int written() {
        return readWith(PLACEHOLDER).length();
    }

    private void refuse(String word) {
        String why = word.equals("share") && lastWord.equals("for") ? "FOR SHARE locks rows" : REFUSED.get(word);
        if (why != null) {
            problem(why + ": leave it out, and quote a column of that name by `");
        }
    }

    /** Without a blank after it, two minus signs are no comment. */
    private void minuses() {
        int next = at() + 2;
        if (next >= sql().length() || sql().charAt(next) <= ' ') {
            replaceTo(endOf("\n", at()), " ");
        } else {
            problem("there is a '--' without a blank after it: write '-- ' for a comment");
            copyTo(next);
        }
    }

    /** Comments do not nest. */
    private void comment() {
        if (isAt("/*!") || isAt("/*M!") || isAt("/*+")) {
            problem("there is a comment that a server runs or obeys (/*! or /*+): leave it out");
        }
        if (sql().indexOf("*/", at() + 2) < 0) {
            problem("a comment is not closed: close it with */");
        }
        replaceTo(endOf("*/", at() + 2), " ");
    }
}
