package dev.reconciler.endpoint.read.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A user's query, read token by token by the lexical rules of a dialect: what it names, and its text with the placeholder
 * {@code :tenant} as a bound parameter. Nothing inside quotes and comments is taken for either.
 *
 * <p>It finds names and the ends of tokens only. The grammar is the server's: it parses the same text before anything runs.
 */
public abstract class QueryScan {
    private static final String TENANT = "tenant";

    private final String sql;
    private final StringBuilder part = new StringBuilder();
    /** The text between the placeholders. */
    private final List<String> parts = new ArrayList<>();

    private final Set<String> names = new LinkedHashSet<>();
    /** Names that a parenthesis follows. */
    private final Set<String> called = new LinkedHashSet<>();

    private final List<String> problems = new ArrayList<>();
    /** The name just read, if only white space and comments have followed it. */
    private String lastName = "";

    private String firstWord = "";
    private int depth;
    private int at;

    protected QueryScan(String sql) {
        this.sql = sql.strip();
    }

    /** Reads the whole text. */
    protected final void scan() {
        while (at < sql.length()) {
            token(sql.charAt(at));
        }
        parts.add(part.toString());
        if (!firstWord.equals("select") && !firstWord.equals("with")) {
            problem("the query is no SELECT: begin with SELECT or WITH");
        }
        if (depth > 0) {
            problem("a parenthesis is not closed: close it");
        }
    }

    /** Reads the token, or a part of it, that begins at {@link #at} with this character. */
    protected abstract void token(char first);

    /** The text, with this for each placeholder. */
    public final String with(String placeholder) {
        return String.join(placeholder, parts);
    }

    /** Returns the number of placeholders in it. */
    public final int tenants() {
        return parts.size() - 1;
    }

    /** Every identifier and keyword, as a server folds it that ignores the case of names. */
    public final Set<String> names() {
        return names;
    }

    /** Every identifier and keyword that a parenthesis follows: each function that the query calls by name. */
    public final Set<String> called() {
        return called;
    }

    public final List<String> problems() {
        return problems;
    }

    protected final void problem(String what) {
        problems.add(what);
    }

    protected final String sql() {
        return sql;
    }

    protected final int at() {
        return at;
    }

    /** The number of open parentheses. */
    protected final int depth() {
        return depth;
    }

    protected final String firstWord() {
        return firstWord;
    }

    protected final String lastName() {
        return lastName;
    }

    protected final boolean isAt(String text) {
        return sql.startsWith(text, at);
    }

    /** The parts read so far, the last one unfinished. */
    protected final String readWith(String placeholder) {
        return parts.isEmpty() ? part.toString() : String.join(placeholder, parts) + placeholder + part;
    }

    /** A keyword or an identifier without quotes. */
    protected final String word(int end) {
        String word = sql.substring(at, end).toLowerCase(Locale.ROOT);
        if (firstWord.isEmpty()) {
            firstWord = word;
        }
        return word;
    }

    protected final void named(String name) {
        names.add(name);
        lastName = name;
    }

    protected final void forgetName() {
        lastName = "";
    }

    /** A colon: of the placeholder, or part of an operator. */
    protected final void colon() {
        lastName = "";
        int end = at + 1 + TENANT.length();
        if (isAt("::")) {
            copyTo(at + 2);
        } else if (sql.startsWith(TENANT, at + 1)
                && (end >= sql.length() || !Character.isJavaIdentifierPart(sql.charAt(end)))) {
            parts.add(part.toString());
            part.setLength(0);
            at = end;
        } else {
            copyTo(at + 1);
        }
    }

    /** Any other character. */
    protected final void symbol(char c) {
        if (c == ';') {
            problem("there is a semicolon: write one query, without it");
        } else if (c == '(') {
            depth++;
            if (!lastName.isEmpty()) {
                called.add(lastName);
            }
        } else if (c == ')' && --depth < 0) {
            problem("a parenthesis is closed that was not opened: remove it");
        }
        if (!Character.isWhitespace(c)) {
            lastName = "";
        }
        copyTo(at + 1);
    }

    protected final void copyTo(int end) {
        part.append(sql, at, end);
        at = end;
    }

    /** Leaves out the text up to there. */
    protected final void replaceTo(int end, String by) {
        part.append(by);
        at = end;
    }

    /** The end of a quoted text that begins at {@code from}; a doubled quote does not end it. */
    protected final int endOfQuote(char quote, int from, boolean backslash) {
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
        problem("a quote is not closed: close it with " + quote);
        return sql.length();
    }

    protected final int endOf(String what, int from) {
        int found = sql.indexOf(what, from);
        return found < 0 ? sql.length() : found + what.length();
    }
}
