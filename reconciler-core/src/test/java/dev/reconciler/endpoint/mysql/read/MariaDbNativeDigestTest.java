package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbNativeDigestTest extends NativeDigestsOfMySqlFamily {
    MariaDbNativeDigestTest() {
        super(Flavor.MARIADB);
    }
}
