package dev.reconciler.bench.lab.shop;

import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.Optional;

/** The kind of a server of the lab, by the name that it has on a command line. */
public enum ServerKind {
    postgres("PostgreSQL"),
    mysql("MySQL") {
        @Override
        public Flavor flavor() {
            return Flavor.MYSQL;
        }
    },
    mariadb("MariaDB") {
        @Override
        public Flavor flavor() {
            return Flavor.MARIADB;
        }
    };

    private final String title;

    ServerKind(String title) {
        this.title = title;
    }

    /** The product's name. */
    public String title() {
        return title;
    }

    /** @throws IllegalStateException for PostgreSQL */
    public Flavor flavor() {
        throw new IllegalStateException(title + " is not of the MySQL family");
    }

    /** The reason why no server can be had on this machine, with its remedy; empty if one can be had. */
    public Optional<String> unavailable() {
        return this == postgres || MySqlFamilyServer.named(flavor()).isPresent()
                ? Optional.empty()
                : notStartable()
                        .map(reason -> reason + ", or name a server of your own by " + flavor().variable()
                                + "=user:password@host:port");
    }

    /** The reason why no server can be started on this machine, with its remedy; empty if one can be. */
    public Optional<String> notStartable() {
        return this == postgres
                ? Optional.empty()
                : MySqlFamilyServer.notStartable(flavor())
                        .map(reason -> "no " + title + " server can be started here (" + reason
                                + "): run the command where apt has the package");
    }
}
