package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbStreamSetupTest extends StreamSetupOfMySqlFamily {
    MariaDbStreamSetupTest() {
        super(Flavor.MARIADB);
    }
}
