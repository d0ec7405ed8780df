package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MySqlValuesTest extends MySqlValuesContract {
    MySqlValuesTest() {
        super(Flavor.MYSQL);
    }
}
