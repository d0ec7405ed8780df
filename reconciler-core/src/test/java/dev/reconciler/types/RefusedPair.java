package dev.reconciler.types;

import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.PairOfTypes;
import dev.reconciler.schema.ColumnType;
import java.util.List;

/**
 * A pair of types that is refused before the start. A type of PostgreSQL is marked by {@code pg} before its name, one of MySQL and
 * MariaDB by {@code my}.
 *
 * @param fix a part of the message
 */
public record RefusedPair(String source, String target, String fix) {
    public static List<RefusedPair> all() {
        return List.of(
                new RefusedPair("pg timetz", "my time", "remove it from both"),
                new RefusedPair("pg timetz", "pg time", "remove it from both"),
                new RefusedPair("pg real", "my float(7,3)", "declare it without digits"),
                new RefusedPair("pg double precision", "my float", "change one of the types"),
                new RefusedPair("pg timestamptz", "my datetime", "change one of the types"),
                new RefusedPair("my datetime", "pg timestamptz", "use a transform"),
                new RefusedPair("my bit(1)", "pg smallint", "change one of the types"),
                new RefusedPair("pg boolean", "my int", "change one of the types"),
                new RefusedPair("pg uuid", "my char(32)", "change one of the types"),
                new RefusedPair("pg uuid", "my varbinary(16)", "change one of the types"),
                new RefusedPair("my binary(16)", "pg uuid", "change one of the types"),
                new RefusedPair("pg json", "my json", "make the target a text"),
                new RefusedPair("pg json", "pg jsonb", "make both"),
                new RefusedPair("my point", "pg point", "change one of the types"),
                new RefusedPair("my set('a','b')", "pg text[]", "make the target a text"),
                new RefusedPair("pg integer[]", "my json", "change one of the types"),
                new RefusedPair("pg interval", "my time", "change one of the types"));
    }

    public static ColumnType type(String marked) {
        String name = marked.substring(3);
        return marked.startsWith("pg ") ? PostgresTypes.named(name) : MySqlTypes.named(name);
    }

    public PairOfTypes decision() {
        return PairOfTypes.of(type(source), type(target));
    }

    @Override
    public String toString() {
        return source + " to " + target;
    }
}
