package dev.reconciler.endpoint.postgres.read;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A user's query, read by PostgreSQL's lexical rules (manual, 4.1): what it names, and its text with the placeholder
 * {@code :tenant} as a bound parameter. Nothing inside quotes, comments or dollar quotes is taken for either.
 */
final class UserSql {
    private static final String TENANT = "tenant";

    private final String sql;
    private final StringBuilder part = new StringBuilder();
    /** The text between the placeholders. */
    private final List<String> parts = new ArrayList<>();

    private final Set<String> names = new LinkedHashSet<>();
    /** Names that a parenthesis follows. */
    private final Set<String> called = new LinkedHashSet<>();

    /** The name just read, if only white space and comments have followed it. */
    private String lastName = "";

    private final List<String> problems = new ArrayList<>();
    private int depth;
    private int at;
    private String firstWord = "";

    private UserSql(String sql) {
        this.sql = sql;
    }

    static UserSql read(String sql) {
        UserSql read = new UserSql(sql.strip());
        while (read.at < read.sql.length()) {
            read.token();
        }
        read.finish();
        return read;
    }

    /** With this for each placeholder; for the driver, question marks of the query are doubled. */
    String with(String placeholder) {
        return String.join(placeholder, parts);
    }

    /** Returns the number of placeholders in it. */
    int tenants() {
        return parts.size() - 1;
    }

    /** Every identifier and keyword, as the server folds it. */
    Set<String> names() {
        return names;
    }

    /** Every identifier and keyword that a parenthesis follows, as the server folds it: each function that the query calls by name. */
    Set<String> called() {
        return called;
    }

    List<String> problems() {
        return problems;
    }

    private void endPart() {
        parts.add(part.toString());
        part.setLength(0);
    }

    private void finish() {
        endPart();
        if (!firstWord.equals("select") && !firstWord.equals("with")) {
            problems.add("the query is no SELECT: begin with SELECT or WITH");
        }
        if (depth > 0) {
            problems.add("a parenthesis is not closed: close it");
        }
    }

    private void token() {
        char c = sql.charAt(at);
        if (sql.startsWith("--", at)) {
            copyTo(endOfLine(at));
        } else if (sql.startsWith("/*", at)) {
            copyTo(endOfComment());
        } else if (c == '\'') {
            copyTo(endOfQuote('\'', at, false));
            lastName = "";
        } else if (c == '"') {
            int end = endOfQuote('"', at, false);
            named(sql.substring(at + 1, Math.max(at + 1, end - 1)).replace("\"\"", "\""));
            copyTo(end);
        } else if (c == '$') {
            copyTo(endOfDollarQuote());
            lastName = "";
        } else if (Character.isJavaIdentifierStart(c)) {
            word();
        } else if (c == ':') {
            colon();
        } else {
            symbol(c);
        }
    }

    private void word() {
        int end = at;
        while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
            end++;
        }
        String word = sql.substring(at, end).toLowerCase(Locale.ROOT);
        if (firstWord.isEmpty()) {
            firstWord = word;
        }
        if (word.equals("e") && end < sql.length() && sql.charAt(end) == '\'') {
            copyTo(endOfQuote('\'', end, true));
            lastName = "";
            // The server would read the continuation by this one's rules, in which a backslash escapes a quote.
            if (isContinued()) {
                problems.add("a string E'...' is continued by another one: write one string");
            }
            return;
        }
        if (word.equals("u") && (sql.startsWith("&\"", end) || sql.startsWith("&'", end))) {
            problems.add("a name or string is written with Unicode escapes (U&): write it as it is");
        }
        named(word);
        copyTo(end);
    }

    private void named(String name) {
        names.add(name);
        lastName = name;
    }

    /** Returns whether a quote follows after white space and line comments. */
    private boolean isContinued() {
        int next = at;
        while (next < sql.length()) {
            if (sql.startsWith("--", next)) {
                next = endOfLine(next);
            } else if (Character.isWhitespace(sql.charAt(next))) {
                next++;
            } else {
                return sql.charAt(next) == '\'';
            }
        }
        return false;
    }

    private void colon() {
        lastName = "";
        if (sql.startsWith("::", at)) {
            copyTo(at + 2);
            return;
        }
        int end = at + 1 + TENANT.length();
        if (sql.startsWith(TENANT, at + 1)
                && (end >= sql.length() || !Character.isJavaIdentifierPart(sql.charAt(end)))) {
            endPart();
            at = end;
        } else {
            copyTo(at + 1);
        }
    }

    private void symbol(char c) {
        if (c == ';') {
            problems.add("there is a semicolon: write one query, without it");
        } else if (c == '(') {
            depth++;
            if (!lastName.isEmpty()) {
                called.add(lastName);
            }
        } else if (c == ')' && --depth < 0) {
            problems.add("a parenthesis is closed that was not opened: remove it");
        } else if (c == '?') {
            part.append('?');
        }
        if (!Character.isWhitespace(c)) {
            lastName = "";
        }
        copyTo(at + 1);
    }

    private void copyTo(int end) {
        part.append(sql, at, end);
        at = end;
    }

    /** A line comment ends at either line break, as for the server. */
    private int endOfLine(int from) {
        int i = from;
        while (i < sql.length() && sql.charAt(i) != '\n' && sql.charAt(i) != '\r') {
            i++;
        }
        return Math.min(sql.length(), i + 1);
    }

    private int endOf(String what, int from) {
        int found = sql.indexOf(what, from);
        return found < 0 ? sql.length() : found + what.length();
    }

    /** Comments nest. */
    private int endOfComment() {
        int level = 0;
        int i = at;
        while (i < sql.length()) {
            if (sql.startsWith("/*", i)) {
                level++;
                i += 2;
            } else if (sql.startsWith("*/", i)) {
                level--;
                i += 2;
                if (level == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        problems.add("a comment is not closed: close it with */");
        return sql.length();
    }

    private int endOfQuote(char quote, int from, boolean backslash) {
        int i = from + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (backslash && c == '\\') {
                i += 2;
            } else if (c != quote) {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        problems.add("a quote is not closed: close it with " + quote);
        return sql.length();
    }

    private int endOfDollarQuote() {
        int end = at + 1;
        while (end < sql.length() && sql.charAt(end) != '$' && Character.isJavaIdentifierPart(sql.charAt(end))) {
            end++;
        }
        if (end >= sql.length() || sql.charAt(end) != '$' || Character.isDigit(sql.charAt(at + 1))) {
            return at + 1;
        }
        return endOf(sql.substring(at, end + 1), end + 1);
    }
}
