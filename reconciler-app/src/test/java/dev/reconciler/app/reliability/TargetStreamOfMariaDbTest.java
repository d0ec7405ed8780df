package dev.reconciler.app.reliability;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TargetStreamOfMariaDbTest extends TargetStreamOfMySqlFamily {
    TargetStreamOfMariaDbTest() {
        super(Flavor.MARIADB);
    }
}
