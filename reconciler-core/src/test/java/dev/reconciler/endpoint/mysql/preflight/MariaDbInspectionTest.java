package dev.reconciler.endpoint.mysql.preflight;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbInspectionTest extends MySqlInspectionContract {
    MariaDbInspectionTest() {
        super(Flavor.MARIADB, MySqlKind.MARIADB);
    }
}
