package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbTargetChangesTest extends TargetChangesOfMySqlFamily {
    MariaDbTargetChangesTest() {
        super(Flavor.MARIADB);
    }
}
