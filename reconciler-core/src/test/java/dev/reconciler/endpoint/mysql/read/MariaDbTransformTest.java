package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbTransformTest extends TransformsOfMySqlFamily {
    MariaDbTransformTest() {
        super(Flavor.MARIADB);
    }
}
