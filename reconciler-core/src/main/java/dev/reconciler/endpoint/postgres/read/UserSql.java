package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.read.query.QueryScan;

/**
 * A user's query, read by PostgreSQL's lexical rules (manual, 4.1). For the driver, question marks of the query are doubled.
 */
final class UserSql extends QueryScan {
    private UserSql(String sql) {
        super(sql);
    }

    static UserSql read(String sql) {
        UserSql read = new UserSql(sql);
        read.scan();
        return read;
    }

    @Override
    protected void token(char c) {
        if (isAt("--")) {
            copyTo(endOfLine(at()));
        } else if (isAt("/*")) {
            copyTo(endOfComment());
        } else if (c == '\'') {
            copyTo(endOfQuote('\'', at(), false));
            forgetName();
        } else if (c == '"') {
            int end = endOfQuote('"', at(), false);
            named(sql().substring(at() + 1, Math.max(at() + 1, end - 1)).replace("\"\"", "\""));
            copyTo(end);
        } else if (c == '$') {
            copyTo(endOfDollarQuote());
            forgetName();
        } else if (Character.isJavaIdentifierStart(c)) {
            word();
        } else if (c == ':') {
            colon();
        } else if (c == '?') {
            replaceTo(at(), "?");
            symbol(c);
        } else {
            symbol(c);
        }
    }

    private void word() {
        int end = at();
        while (end < sql().length() && Character.isJavaIdentifierPart(sql().charAt(end))) {
            end++;
        }
        String word = word(end);
        if (word.equals("e") && end < sql().length() && sql().charAt(end) == '\'') {
            copyTo(endOfQuote('\'', end, true));
            forgetName();
            // The server would read the continuation by this one's rules, in which a backslash escapes a quote.
            if (isContinued()) {
                problem("a string E'...' is continued by another one: write one string");
            }
            return;
        }
        if (word.equals("u") && (sql().startsWith("&\"", end) || sql().startsWith("&'", end))) {
            problem("a name or string is written with Unicode escapes (U&): write it as it is");
        }
        named(word);
        copyTo(end);
    }

    /** Returns whether a quote follows after white space and line comments. */
    private boolean isContinued() {
        int next = at();
        while (next < sql().length()) {
            if (sql().startsWith("--", next)) {
                next = endOfLine(next);
            } else if (Character.isWhitespace(sql().charAt(next))) {
                next++;
            } else {
                return sql().charAt(next) == '\'';
            }
        }
        return false;
    }

    /** A line comment ends at either line break, as for the server. */
    private int endOfLine(int from) {
        int i = from;
        while (i < sql().length() && sql().charAt(i) != '\n' && sql().charAt(i) != '\r') {
            i++;
        }
        return Math.min(sql().length(), i + 1);
    }

    /** Comments nest. */
    private int endOfComment() {
        int level = 0;
        int i = at();
        while (i < sql().length()) {
            if (sql().startsWith("/*", i)) {
                level++;
                i += 2;
            } else if (sql().startsWith("*/", i)) {
                level--;
                i += 2;
                if (level == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        problem("a comment is not closed: close it with */");
        return sql().length();
    }

    private int endOfDollarQuote() {
        int end = at() + 1;
        while (end < sql().length() && sql().charAt(end) != '$' && Character.isJavaIdentifierPart(sql().charAt(end))) {
            end++;
        }
        if (end >= sql().length() || sql().charAt(end) != '$' || Character.isDigit(sql().charAt(at() + 1))) {
            return at() + 1;
        }
        return endOf(sql().substring(at(), end + 1), end + 1);
    }
}
