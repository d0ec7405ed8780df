package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MySqlTargetChangesTest extends TargetChangesOfMySqlFamily {
    MySqlTargetChangesTest() {
        super(Flavor.MYSQL);
    }
}
