package dev.reconciler.types;

/** A kind of server, by the name that people know. */
enum Server {
    POSTGRESQL("PostgreSQL"),
    MYSQL("MySQL"),
    MARIADB("MariaDB");

    private final String label;

    Server(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The type of this server in a pair. */
    String type(EdgeValues pair) {
        return this == POSTGRESQL ? pair.postgres() : pair.mysql();
    }
}
