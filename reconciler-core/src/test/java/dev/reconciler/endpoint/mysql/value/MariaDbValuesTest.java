package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbValuesTest extends MySqlValuesContract {
    MariaDbValuesTest() {
        super(Flavor.MARIADB);
    }
}
