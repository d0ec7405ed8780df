package dev.reconciler.types;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One line of the contract for one pair of servers: a column of each, and values of the source's column.
 *
 * @param line names the line of the page
 * @param expressions true if the values are SQL expressions, false if they are neutral texts
 * @param values the target holds each; all are different
 * @param rejected the source may hold them, and the target rejects each; expressions on MySQL and MariaDB, else neutral texts
 */
record Sample(String line, String from, String to, boolean expressions, List<String> values, List<String> rejected) {
    /** The type of MySQL and MariaDB that holds the text of each value of another engine. */
    static final String TEXT = "longtext";

    /** The lines of pairs of types, then those of types that only PostgreSQL has. */
    static List<Sample> of(PairOfServers servers) {
        return Stream.of(
                        EdgeValues.ofBothServers().stream().map(pair -> of(servers, pair)),
                        servers.source() == Server.POSTGRESQL
                                ? EdgeValues.fromPostgres().stream().map(pair -> of(servers, pair))
                                : Stream.<Sample>empty(),
                        PostgresValues.all().stream()
                                .filter(type -> type.distinct().size() > 1)
                                .flatMap(type -> of(servers, type).stream()))
                .flatMap(samples -> samples)
                .toList();
    }

    static String line(EdgeValues pair) {
        return "`" + pair.mysql() + "` and `" + pair.postgres() + "`";
    }

    static String line(PostgresValues type) {
        return "`" + type.type() + "`";
    }

    private static Sample of(PairOfServers servers, EdgeValues pair) {
        List<String> rejected = !servers.isBetweenEngines()
                ? List.of()
                : servers.source() == Server.POSTGRESQL ? pair.rejected() : pair.rejectedByPostgres();
        return new Sample(
                line(pair), servers.source().type(pair), servers.target().type(pair), false, pair.values(), rejected);
    }

    private static Optional<Sample> of(PairOfServers servers, PostgresValues type) {
        if (servers.source() != Server.POSTGRESQL) {
            return Optional.empty();
        }
        List<String> values =
                type.distinct().stream().filter(value -> !value.equals("NULL")).toList();
        String to = servers.target() == Server.POSTGRESQL ? type.type() : TEXT;
        return Optional.of(new Sample(line(type), type.type(), to, true, values, List.of()));
    }
}
