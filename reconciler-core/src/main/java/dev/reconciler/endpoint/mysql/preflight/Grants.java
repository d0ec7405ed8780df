package dev.reconciler.endpoint.mysql.preflight;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The privileges of the connected account, with those of the roles that are active in its sessions. It is read from {@code SHOW GRANTS}: the
 * tables of {@code information_schema} omit what a role grants. Privileges on single columns don't count, as the product reads
 * and writes whole rows.
 */
final class Grants {
    private static final Pattern STATEMENT = Pattern.compile("(GRANT|REVOKE) (.+) ON (\\S.*?) (?:TO|FROM) .*");
    private static final String EVERYTHING = "*.*";

    private final List<Statement> statements;

    /** A grant or, with partial revokes, what is taken from it. */
    private record Statement(boolean grants, Set<String> privileges, String database, String table) {
        boolean covers(String privilege, String wantedDatabase, String wantedTable) {
            return (privileges.contains(privilege) || privileges.contains("ALL PRIVILEGES"))
                    && (database.equals("*") || matches(wantedDatabase))
                    && (table.equals("*") || table.equals(wantedTable));
        }

        /** A grant on all tables of a database names the database by a pattern; one on a table names it literally. */
        private boolean matches(String wantedDatabase) {
            return database.equals(wantedDatabase) || table.equals("*") && isLike(database, wantedDatabase);
        }
    }

    private Grants(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    static Grants of(Connection connection) throws SQLException {
        return parse(Sql.list(connection, "SHOW GRANTS", row -> row.getString(1)));
    }

    /** @param lines as {@code SHOW GRANTS} prints them */
    static Grants parse(Collection<String> lines) {
        List<Statement> statements = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = STATEMENT.matcher(line);
            if (matcher.matches()) {
                List<String> place = place(matcher.group(3));
                statements.add(new Statement(
                        matcher.group(1).equals("GRANT"), privileges(matcher.group(2)), place.get(0), place.get(1)));
            }
        }
        return new Grants(statements);
    }

    /** Those of the privileges that the account lacks on the table. */
    List<String> missing(List<String> privileges, TableRef table) {
        return missing(privileges, table.schema(), table.name());
    }

    /** Those of the privileges that the account lacks on some table of the database, or on one that is yet to be created. */
    List<String> missing(List<String> privileges, String database) {
        return missing(privileges, database, "*");
    }

    /** Returns whether the account has a privilege that is granted for the whole server only. */
    boolean has(String privilege) {
        return missing(List.of(privilege), "*", "*").isEmpty();
    }

    private List<String> missing(List<String> privileges, String database, String table) {
        return privileges.stream()
                .filter(privilege -> !isGranted(privilege, database, table))
                .toList();
    }

    private boolean isGranted(String privilege, String database, String table) {
        boolean revoked = statements.stream()
                .anyMatch(statement -> !statement.grants() && statement.covers(privilege, database, table));
        return statements.stream()
                .filter(Statement::grants)
                // A revocation for a database applies to grants on the whole server only.
                .filter(statement -> !revoked || !statement.database().equals("*"))
                .anyMatch(statement -> statement.covers(privilege, database, table));
    }

    /** A privilege with a list of columns is one on these columns only. */
    private static Set<String> privileges(String list) {
        Set<String> privileges = new HashSet<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= list.length(); i++) {
            char c = i == list.length() ? ',' : list.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                privileges.add(list.substring(start, i).strip());
                start = i + 1;
            }
        }
        return privileges;
    }

    /** Database and table; a star is not quoted. */
    private static List<String> place(String text) {
        if (text.equals(EVERYTHING)) {
            return List.of("*", "*");
        }
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '`' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '`') {
                name.append(c);
                i++;
            } else if (c == '`') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        return names.size() == 2 ? names : List.of("", "");
    }

    /** SQL's LIKE with the backslash as escape. */
    private static boolean isLike(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
            } else if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }
}
