package dev.reconciler.endpoint.mysql.control;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

/** The contract of every store, in a control database of MariaDB. */
@Tag("db")
class MariaDbControlStoresTest extends ControlStoresOfMySqlFamily {
    @Override
    Flavor flavor() {
        return Flavor.MARIADB;
    }
}
