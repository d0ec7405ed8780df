package dev.reconciler.endpoint.mysql.position;

import java.sql.SQLException;
import java.util.List;

/**
 * A variation of the load.
 *
 * @param percent its share of all snapshots
 * @param settings global variables, {@code name=value}, beyond those of every variation
 */
record Variation(String name, int percent, Load.Kind kind, Disturbance disturbance, List<String> settings) {
    private static final int ALL = Integer.getInteger("reconciler.test.snapshots", 2_000);
    private static final int ROTATION = 10;

    /** A step of the observer before each snapshot. */
    interface Disturbance {
        Disturbance NONE = (number, observer) -> {};

        /** Ends the log file before every tenth snapshot. */
        Disturbance ROTATION_OF_THE_LOG = (number, observer) -> {
            if (number % ROTATION == ROTATION - 1) {
                observer.side().execute("FLUSH BINARY LOGS");
            }
        };

        /**
         * Turns semi-synchronous replication off and on again, which ends it after a timeout without a replica: from here until
         * the timeout, transactions are in the log and wait to become visible.
         */
        static Disturbance semiSync(String variable) {
            return (number, observer) -> {
                observer.side().execute("SET GLOBAL " + variable + " = OFF");
                observer.side().execute("SET GLOBAL " + variable + " = ON");
            };
        }

        void before(int number, Observer observer) throws SQLException;
    }

    Variation(String name, int percent, Load.Kind kind, Disturbance disturbance, String... settings) {
        this(name, percent, kind, disturbance, List.of(settings));
    }

    int snapshots() {
        return Math.max(1, ALL * percent / 100);
    }
}
