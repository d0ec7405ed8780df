package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class MariaDbQueryReaderTest extends QueryReaderOfMySqlFamily {
    MariaDbQueryReaderTest() {
        super(Flavor.MARIADB);
    }

    @Override
    String ownColumns() {
        return ", own uuid, address inet6";
    }

    @Override
    String ownValues() {
        return ", '00000000-0000-0000-0000-0000000000aa', '::1'";
    }
}
