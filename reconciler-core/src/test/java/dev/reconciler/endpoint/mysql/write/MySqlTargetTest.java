package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

/** The contract of everything that a pipeline keeps in a target of MySQL. */
@Tag("db")
class MySqlTargetTest extends TargetOfMySqlFamily {
    @Override
    Flavor flavor() {
        return Flavor.MYSQL;
    }
}
