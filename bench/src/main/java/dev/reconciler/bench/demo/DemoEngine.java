package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.oracle.ComparedTable;
import dev.reconciler.bench.lab.oracle.ShopComparison;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The kind of a server of the demo. */
public enum DemoEngine {
    postgres("PostgreSQL") {
        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        DemoServer start(String side, Path home, Supplier<String> passwords, Consumer<String> progress) {
            return DemoPostgres.start(side, home, passwords, progress);
        }

        @Override
        List<ComparedTable> comparison() {
            return ShopComparison.TABLES;
        }

        @Override
        boolean hasRules() {
            return true;
        }

        @Override
        List<String> leftOut() {
            return List.of();
        }
    },
    mysql("MySQL") {
        @Override
        Flavor flavor() {
            return Flavor.MYSQL;
        }
    },
    mariadb("MariaDB") {
        @Override
        Flavor flavor() {
            return Flavor.MARIADB;
        }
    };

    private final String title;

    DemoEngine(String title) {
        this.title = title;
    }

    /** The product's name. */
    String title() {
        return title;
    }

    /** Only of MySQL and MariaDB. */
    Flavor flavor() {
        throw new IllegalStateException(title + " is not of the MySQL family");
    }

    /** The reason why no server can be had on this machine, with its remedy; empty if one can be had. */
    public Optional<String> unavailable() {
        return MySqlFamilyServer.unavailable(flavor())
                .map(reason ->
                        "no " + title + " server can be started here (" + reason + "): run the demo where apt has the"
                                + " package, or name a server of your own by " + flavor().variable()
                                + "=user:password@host:port");
    }

    /**
     * Starts a server.
     *
     * @param home a directory in which the server may have its data
     * @param passwords returns a new password at each call
     * @param progress receives lines of progress; called from several threads
     */
    DemoServer start(String side, Path home, Supplier<String> passwords, Consumer<String> progress) {
        return DemoMySql.start(this, side, passwords, progress);
    }

    /** The comparison of the shop's tables if the target is of this kind. */
    List<ComparedTable> comparison() {
        return ShopComparison.TO_MYSQL;
    }

    /** Returns whether the daemon can evaluate business rules on a target of this kind. */
    boolean hasRules() {
        return false;
    }

    /** The parts that the demo can't try on a target of this kind, each with the reason. */
    List<String> leftOut() {
        return List.of(
                "business rules: the daemon can't evaluate their queries on " + title + " yet",
                "the cause of rows that another application inserted: " + title
                        + " keeps no record of the transaction that wrote a row");
    }
}
