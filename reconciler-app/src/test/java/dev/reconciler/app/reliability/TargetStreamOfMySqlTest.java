package dev.reconciler.app.reliability;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class TargetStreamOfMySqlTest extends TargetStreamOfMySqlFamily {
    TargetStreamOfMySqlTest() {
        super(Flavor.MYSQL);
    }
}
