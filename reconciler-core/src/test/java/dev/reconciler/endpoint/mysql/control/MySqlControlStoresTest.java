package dev.reconciler.endpoint.mysql.control;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

/** The contract of every store, in a control database of MySQL. */
@Tag("db")
class MySqlControlStoresTest extends ControlStoresOfMySqlFamily {
    @Override
    Flavor flavor() {
        return Flavor.MYSQL;
    }
}
